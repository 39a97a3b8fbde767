import { defineConfig } from '@playwright/test';
import { browserOfRun } from './test/e2e/driver/browser.ts';

const { executablePath, args } = await browserOfRun(process.env);

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  globalTeardown: './test/e2e/driver/teardown.ts',
  reporter: 'list',
  // One server and one browser at a time: a software renderer takes a core for itself.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    launchOptions: { executablePath, args },
    // Camera moves cut instead of flying: what is waited for is there at once.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    actionTimeout: 30_000,
  },
});
