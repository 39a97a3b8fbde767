// Before any module: zod would try to make functions from strings, which the page's policy forbids and reports.
globalThis.__zod_globalConfig = { jitless: true };
