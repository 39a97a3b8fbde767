import { test } from './driver/sentences.ts';

for (const size of ['wall', 'phone'] as const)
  for (const scheme of ['dark', 'light'] as const)
    test(`axe finds nothing serious: ${size}, ${scheme}`, async ({ given, when, then }) => {
      await when.aWhistleIsBlown(`路灯不亮 · ${size} ${scheme}`);
      const screen = await given.aPage({ size, scheme, locale: scheme === 'dark' ? 'zh-CN' : 'en' });
      await then.axeFindsNothingSerious(screen);
    });
