import { StartError } from '../start-error.ts';

const useUrl = {
  en: 'Set DATABASE_URL to a PostgreSQL 15 or newer',
  zh: '请用 DATABASE_URL 指定一个 PostgreSQL 15 或更新版本的数据库',
};

/** The data directory cannot be made or written. */
export class DataDirNotWritable extends StartError {
  constructor(path: string, reason: string) {
    super('data-dir-not-writable', {
      en: `Cannot write to the data directory ${path} (${reason}): set DATA_DIR to a folder that this user can write to.`,
      zh: `无法写入数据目录 ${path}：请将 DATA_DIR 设为当前用户可写的文件夹。`,
    });
  }
}

/** Something that is no directory stands where the data directory should be. */
export class DataDirNotDirectory extends StartError {
  constructor(path: string) {
    super('data-dir-not-directory', {
      en: `${path} is not a directory: set DATA_DIR to a folder, or move that file away.`,
      zh: `${path} 不是文件夹：请将 DATA_DIR 设为一个文件夹，或移走该文件。`,
    });
  }
}

/** Another server works on this data directory. */
export class DataDirInUse extends StartError {
  constructor(path: string, holder: string) {
    super('data-dir-in-use', {
      en: `Another server (${holder}) is using the data directory ${path}: stop it first, or set DATA_DIR to another folder.`,
      zh: `数据目录 ${path} 正被另一个服务（${holder}）使用：请先停止它，或将 DATA_DIR 设为其他文件夹。`,
    });
  }
}

/** What is in the data directory is not a sound database; it was left as it is. */
export class DatabaseCorrupt extends StartError {
  constructor(clusterDir: string, reason: string) {
    super('database-corrupt', {
      en: `The database in ${clusterDir} is damaged (${reason}) and was left untouched: restore it from a backup, or set DATA_DIR to an empty folder.`,
      zh: `${clusterDir} 中的数据库已损坏，未作任何改动：请从备份恢复，或将 DATA_DIR 设为空文件夹。`,
    });
  }
}

/** The data directory was made by another major version of PostgreSQL. */
export class DatabaseOtherMajor extends StartError {
  constructor(clusterDir: string, found: string, needed: string) {
    super('database-other-major', {
      en: `The database in ${clusterDir} was made by PostgreSQL ${found} and this server brings ${needed}: use the release that made it, or move the data with pg_dump.`,
      zh: `${clusterDir} 中的数据库由 PostgreSQL ${found} 建立，而本服务自带 ${needed}：请使用原来的版本，或用 pg_dump 迁移数据。`,
    });
  }
}

/** `postgres` ended before it was ready; `lastLine` is the last thing that it said. */
export class DatabaseWillNotStart extends StartError {
  constructor(clusterDir: string, lastLine: string) {
    super('database-will-not-start', {
      en: `The database in ${clusterDir} does not start: "${lastLine}". Its files were left as they are: put right what it says, restore a backup, or set DATA_DIR to another folder.`,
      zh: `${clusterDir} 中的数据库无法启动，文件保持原样：请按上述原因处理、从备份恢复，或将 DATA_DIR 设为其他文件夹。`,
    });
  }
}

/** `initdb` failed; nothing of its work remains. `lastLine` is the last thing that it said. */
export class DatabaseNotMade extends StartError {
  constructor(clusterDir: string, lastLine: string) {
    super('database-not-made', {
      en: `Cannot make the database ${clusterDir}: "${lastLine}". Put right what it says, set DATA_DIR to another folder, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      zh: `无法建立数据库 ${clusterDir}：请按上述原因处理，将 DATA_DIR 设为其他文件夹，或${useUrl.zh.slice(1)}。`,
    });
  }
}

/** There is no embedded PostgreSQL for this machine, or it may not run here. */
export class EmbeddedUnavailable extends StartError {
  constructor(reason: { en: string; zh: string }) {
    super('embedded-unavailable', {
      en: `The built-in PostgreSQL cannot run here (${reason.en}). ${useUrl.en}.`,
      zh: `内置 PostgreSQL 无法在此运行（${reason.zh}）。${useUrl.zh}。`,
    });
  }
}

/** Nothing answers at `DATABASE_URL`, or there is no such database. `where` holds no password. */
export class DatabaseUnreachable extends StartError {
  constructor(where: string, reason: string) {
    super('database-unreachable', {
      en: `Cannot reach the database at ${where} (${reason}): check DATABASE_URL and that PostgreSQL is running there.`,
      zh: `无法连接数据库 ${where}：请检查 DATABASE_URL，并确认 PostgreSQL 正在运行。`,
    });
  }
}

/** The server at `DATABASE_URL` does not accept the user or the password. */
export class DatabaseRefused extends StartError {
  constructor(where: string, reason: string) {
    super('database-refused', {
      en: `The database at ${where} refused the login (${reason}): check the user and password in DATABASE_URL.`,
      zh: `数据库 ${where} 拒绝登录：请检查 DATABASE_URL 中的用户名和密码。`,
    });
  }
}

/** The server at `DATABASE_URL` is older than PostgreSQL 15. */
export class DatabaseTooOld extends StartError {
  constructor(where: string, version: string) {
    super('database-too-old', {
      en: `The database at ${where} is PostgreSQL ${version}. ${useUrl.en}.`,
      zh: `数据库 ${where} 的版本是 PostgreSQL ${version}。${useUrl.zh}。`,
    });
  }
}

/** The database holds migrations that this release does not know. */
export class DatabaseNewer extends StartError {
  constructor(reason: string) {
    super('database-newer', {
      en: `The database was changed by a newer release of this server (${reason}): start that release, or point DATA_DIR or DATABASE_URL elsewhere.`,
      zh: '数据库已被更新版本的服务修改：请启动那个版本，或更改 DATA_DIR 或 DATABASE_URL。',
    });
  }
}

/** The embedded database went away while the server was running. */
export class DatabaseLost extends StartError {
  constructor(reason: string) {
    super('database-lost', {
      en: `The database went away while the server was running (${reason}): start the server again.`,
      zh: '数据库在运行中中断：请重新启动服务。',
    });
  }
}
