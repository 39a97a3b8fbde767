import { defineStore } from 'pinia';
import { computed, reactive, watch } from 'vue';
import { z } from 'zod';
import { groupsFor, noticeGroups, type NoticeGroup } from '../../server/contract/notice.ts';
import type { Grant } from '../../server/contract/people.ts';
import { useServices } from '../services.ts';
import { recall, remember } from '../ui/storage.ts';
import { useView } from '../view/store.ts';

const choicesSchema = z.object({ sound: z.boolean(), flash: z.boolean(), groups: z.array(z.enum(noticeGroups)) });
type Choices = z.infer<typeof choicesSchema>;

/** Without a choice nothing makes a noise. What is done is news to whoever leads a street, which verifies it, and to nobody else. */
const firstFor = (grants: readonly Grant[]): Choices => ({
  sound: false,
  flash: false,
  groups: noticeGroups.filter((g) => g !== 'done' || grants.some(({ role }) => role === 'street-leader')),
});

/** The choice that was stored; the first one where there is none, or none that can be read. */
export function parseChoices(stored: string | null, grants: readonly Grant[]): Choices {
  const first = firstFor(grants);
  if (stored === null) return first;
  try {
    const parsed = choicesSchema.safeParse(JSON.parse(stored));
    return parsed.success ? parsed.data : first;
  } catch (error) {
    if (error instanceof SyntaxError) return first;
    throw error;
  }
}

/** How and of what somebody wants to be told, remembered on this machine for each person by themselves. */
export const useChoices = defineStore('telling-choices', () => {
  const { session } = useServices();
  const view = useView();
  const key = `shaotu.telling.${session().id}`;
  const choices = reactive(parseChoices(recall(key), session().grants));
  watch(choices, () => remember(key, JSON.stringify(choices)));
  /** What this person's work can bring in the city in view; only of that can be chosen. */
  const possible = computed(() => groupsFor(session().grants, view.city ?? ''));
  const wants = (group: NoticeGroup): boolean => choices.groups.includes(group);
  const toggle = (group: NoticeGroup): void => {
    choices.groups = wants(group) ? choices.groups.filter((g) => g !== group) : [...choices.groups, group];
  };
  return { choices, possible, wants, toggle };
});
