import { chromium } from '@playwright/test';
import { browserOfRun } from './test/e2e/driver/browser.ts';
const { executablePath, args } = await browserOfRun(process.env);
const b = await chromium.launch({ executablePath, args });
const base = 'http://127.0.0.1:39501';
const list = await (await fetch(`${base}/api/v1/cities/wuhu/whistles?stage=open&limit=300`)).json() as any;
const late = list.whistles.find((w: any) => w.departments.some((d: any) => d.reportAlarm?.lateAt));
const fresh = list.whistles.find((w: any) => w.stage === 'called' && w.id !== late?.id);
console.log(late?.code, fresh?.code, list.whistles.length);
const at = (await (await fetch(`${base}/api/v1/cities/wuhu`)).json() as any).clock;
console.log(await (await fetch(`${base}/api/v1/cities/wuhu/whistles/${fresh.id}/defer`, {method:'POST', headers:{'content-type':'application/json'}, body: JSON.stringify({reason:'等待汛期过去，水位下降后再施工', until: new Date(Date.parse(fresh.calledAt)+20*86400e3).toISOString()})})).status);
for (const [name, size, locale, scheme, id] of [['w-zh-dark', [1920,1080], 'zh-CN','dark', late?.id],['w-en-light',[1920,1080],'en-US','light', fresh.id],['p-zh-light',[390,844],'zh-CN','light', fresh.id],['p-en-dark',[390,844],'en-US','dark', late?.id]] as const) {
  const c = await b.newContext({ viewport: { width: size[0], height: size[1] }, locale, colorScheme: scheme, reducedMotion: 'reduce', deviceScaleFactor: 1, hasTouch: size[0] < 500, isMobile: size[0] < 500 });
  const p = await c.newPage();
  await p.goto(`${base}/?city=wuhu&sel=whistle:${id}`);
  await p.waitForTimeout(5000);
  const s = p.locator('summary').last();
  if (await s.count()) await s.click();
  await p.waitForTimeout(1500);
  await p.screenshot({ path: `/tmp/w/s-${name}.png` });
  await c.close();
}
await b.close();
