import { removeDataDirOfRun } from './data-dir.ts';

export default removeDataDirOfRun;
