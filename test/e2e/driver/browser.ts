import { chooseBrowser, type ChosenBrowser } from '../../support/chromium.ts';

const variable = 'SHAOTU_E2E_BROWSER';

/** The browser of this run: chosen once, then handed to Playwright's workers, which load the configuration again. */
export async function browserOfRun(env: NodeJS.ProcessEnv): Promise<ChosenBrowser> {
  const chosen = env[variable];
  if (chosen !== undefined) return JSON.parse(chosen) as ChosenBrowser;
  const browser = await chooseBrowser(env, (line) => void process.stderr.write(`${line}\n`));
  env[variable] = JSON.stringify(browser);
  return browser;
}
