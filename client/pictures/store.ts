import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Picture, PicturePut } from '../../server/contract/picture.ts';
import { createLoad } from '../api/load.ts';
import { fetchPictures, pictureUrl, putPicture, type PictureOf } from '../api/pictures.ts';
import { sentenceOf } from '../api/problem.ts';
import { useCity } from '../city/store.ts';
import { useWords } from '../i18n/words.ts';
import { useServices } from '../services.ts';
import { shrunk } from './shrink.ts';

/** Files on their way to a whistle. */
export interface Sending {
  whistle: string;
  /** The one that goes now, from 1. */
  n: number;
  all: number;
  /** How much of it has gone, 0 to 1. */
  share: number;
}

/** Pictures of the whistle in view: what is there, what is on its way, and which one is open. */
export const usePictures = defineStore('pictures', () => {
  const { http } = useServices();
  const city = useCity();
  const { locale } = useWords();
  const { data, status, error, run, reset } = createLoad<Picture[]>();
  const whistle = ref<string | null>(null);
  const sending = ref<Sending | null>(null);
  const failed = shallowRef<{ whistle: string; error: unknown } | null>(null);
  const opened = ref<string | null>(null);

  const list = computed(() => data.value ?? []);
  const byId = computed(() => new Map(list.value.map((p) => [p.id, p])));
  const failure = computed(() =>
    failed.value === null || failed.value.whistle !== whistle.value
      ? null
      : sentenceOf(failed.value.error, locale.value),
  );

  /** Why the pictures that are there are not shown. */
  const unread = computed(() => (status.value === 'failed' ? sentenceOf(error.value, locale.value) : null));

  /** Reads the pictures of a whistle that has so many. */
  const show = (id: string, count: number): void => {
    if (whistle.value !== id) {
      reset();
      opened.value = null;
    }
    whistle.value = id;
    const of = city.city?.id;
    if (count > 0 && of !== undefined && list.value.length !== count)
      void run((signal) => fetchPictures(http, { city: of, whistle: id }, signal));
  };
  /** Sends files one after the other; throws at the first that is refused. */
  const send = async (id: string, to: PictureOf, files: readonly File[]): Promise<PicturePut[]> => {
    const of = city.city?.id;
    const put: PicturePut[] = [];
    failed.value = null;
    try {
      for (const file of of === undefined ? [] : files) {
        const now = { whistle: id, n: put.length + 1, all: files.length };
        sending.value = { ...now, share: 0 };
        const onProgress = (share: number): void => void (sending.value = { ...now, share });
        put.push(await putPicture(http, { city: of!, whistle: id }, to, { file: await shrunk(file), onProgress }));
      }
    } finally {
      sending.value = null;
    }
    return put;
  };
  /** The same, and keeps what was refused as a sentence beside the whistle's pictures. */
  const add = (id: string, to: PictureOf, files: readonly File[]): Promise<void> =>
    send(id, to, files).then(
      () => undefined,
      (error: unknown) => void (failed.value = { whistle: id, error }),
    );
  const urlOf = (id: string, size: 'image' | 'thumbnail'): string =>
    pictureUrl({ city: city.city?.id ?? '', whistle: whistle.value ?? '' }, id, size);
  return { list, byId, sending, failure, unread, opened, show, send, add, urlOf };
});
