import { Router } from 'express';
import { problemCatalogue, type ProblemCode } from '../contract/problem.ts';
import { ProblemError } from './problem.ts';

/** `/problems/<code>`: what the `type` of a problem document points at. */
export function problemPages(): Router {
  const router = Router();
  router.get('/problems/:code', (req, res) => {
    const { code } = req.params;
    if (!Object.hasOwn(problemCatalogue, code)) throw new ProblemError('route-unknown', req.path);
    const { status, zh, en } = problemCatalogue[code as ProblemCode];
    res.json({ code, status, title: { 'zh-CN': zh, en } });
  });
  return router;
}
