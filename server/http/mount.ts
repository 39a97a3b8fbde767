import type { Router } from 'express';
import { ProblemError } from './problem.ts';
import type { Route } from './route.ts';

/** Mounts the routes; a known path asked with another method is refused by name, with what it allows. */
export function mountRoutes(router: Router, routes: Route[]): void {
  const methods = new Map<string, string[]>();
  for (const { spec, mount } of routes) {
    mount(router);
    methods.set(spec.path, [...(methods.get(spec.path) ?? []), spec.method.toUpperCase()]);
  }
  for (const [path, allowed] of methods)
    router.all(path, (req, res) => {
      res.set('Allow', allowed.join(', '));
      throw new ProblemError('method-not-allowed', `${req.method}; allowed: ${allowed.join(', ')}`);
    });
}
