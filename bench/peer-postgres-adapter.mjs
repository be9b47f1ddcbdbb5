// @ts-check
import pg from 'pg'

const schema = `
CREATE TABLE oidc_model (
  model text NOT NULL,
  id text NOT NULL,
  payload jsonb NOT NULL,
  grant_id text,
  uid text,
  user_code text,
  expires_at timestamptz,
  PRIMARY KEY (id, model)
);
CREATE INDEX oidc_model_grant_id ON oidc_model (grant_id, model) WHERE grant_id IS NOT NULL;
CREATE UNIQUE INDEX oidc_model_uid ON oidc_model (uid, model) WHERE uid IS NOT NULL;
CREATE UNIQUE INDEX oidc_model_user_code ON oidc_model (user_code, model) WHERE user_code IS NOT NULL;
`

const live = '(expires_at IS NULL OR expires_at > now())'

const statements = {
  upsert: `INSERT INTO oidc_model (model, id, payload, grant_id, uid, user_code, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))
    ON CONFLICT (id, model) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
      uid = excluded.uid, user_code = excluded.user_code, expires_at = excluded.expires_at`,
  find: `SELECT payload FROM oidc_model WHERE id = $2 AND model = $1 AND ${live}`,
  findByUid: `SELECT payload FROM oidc_model WHERE uid = $2 AND model = $1 AND ${live}`,
  findByUserCode: `SELECT payload FROM oidc_model WHERE user_code = $2 AND model = $1 AND ${live}`,
  consume: `UPDATE oidc_model SET payload = payload ||
    jsonb_build_object('consumed', floor(extract(epoch FROM now()))) WHERE id = $2 AND model = $1`,
  destroy: 'DELETE FROM oidc_model WHERE id = $2 AND model = $1',
  revokeByGrantId: 'DELETE FROM oidc_model WHERE grant_id = $2 AND model = $1',
}

/**
 * The storage contract of oidc-provider on PostgreSQL: prepared statements, every look-up indexed.
 * @param {string} connectionString
 * @param {number} max
 */
export async function createPostgresStorage(connectionString, max) {
  // Seeding need not wait for the disk; what is measured afterwards does.
  let pool = new pg.Pool({ connectionString, max, options: '-c synchronous_commit=off' })
  await pool.query(schema)

  /**
   * @param {keyof typeof statements} name
   * @param {unknown[]} values
   */
  const execute = (name, values) => pool.query({ name, text: statements[name], values })

  class PostgresAdapter {
    /** @param {string} model */
    constructor(model) {
      this.model = model
    }

    /**
     * @param {string} id
     * @param {any} payload
     * @param {number | undefined} expiresIn
     */
    async upsert(id, payload, expiresIn) {
      const { grantId = null, uid = null, userCode = null } = payload
      const values = [this.model, id, payload, grantId, uid, userCode, expiresIn ?? null]
      await execute('upsert', values)
    }

    /** @param {string} id */
    async find(id) {
      const { rows } = await execute('find', [this.model, id])
      return rows[0]?.payload
    }

    /** @param {string} uid */
    async findByUid(uid) {
      const { rows } = await execute('findByUid', [this.model, uid])
      return rows[0]?.payload
    }

    /** @param {string} userCode */
    async findByUserCode(userCode) {
      const { rows } = await execute('findByUserCode', [this.model, userCode])
      return rows[0]?.payload
    }

    /** @param {string} id */
    async consume(id) {
      await execute('consume', [this.model, id])
    }

    /** @param {string} id */
    async destroy(id) {
      await execute('destroy', [this.model, id])
    }

    /** @param {string} grantId */
    async revokeByGrantId(grantId) {
      await execute('revokeByGrantId', [this.model, grantId])
    }
  }

  return {
    adapter: PostgresAdapter,
    async afterSeeding() {
      await pool.query('VACUUM ANALYZE oidc_model')
      await pool.query('CHECKPOINT')
      await pool.end()
      pool = new pg.Pool({ connectionString, max })
    },
    async liveAccessTokens() {
      const { rows } = await pool.query(
        `SELECT count(*) n FROM oidc_model WHERE model = 'AccessToken' AND ${live}`,
      )
      return Number(rows[0].n)
    },
  }
}
