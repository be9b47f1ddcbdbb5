import { ConfigError } from '../config.js'

/** What to do about the faults that a wrong or missing store gives at start-up; anything else flies on. */
export const explainStoreFault = (fault: unknown): never => {
  const { code } = fault as { code?: string }
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      throw new ConfigError(
        'PostgreSQL does not answer at the host and port of DATABASE_URL. Is it running?',
      )
    case '28P01':
    case '28000':
      throw new ConfigError('PostgreSQL refused the user or password of DATABASE_URL.')
    case '3D000':
      throw new ConfigError('The database that DATABASE_URL names does not exist. Create it first.')
    case 'SQLITE_BUSY':
      throw new ConfigError('Another process holds the database file locked. Try again later.')
    case 'SQLITE_FULL':
      throw new ConfigError('The disk of the data directory is full. Free some space first.')
    case 'SQLITE_READONLY':
    case 'EACCES':
    case 'SQLITE_CANTOPEN':
    case 'EROFS':
      throw new ConfigError('The data directory cannot be written. Choose another with --data-dir.')
    default:
      throw fault
  }
}
