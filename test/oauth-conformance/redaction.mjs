// @ts-check

/** @typedef {ReturnType<typeof createVault>} Vault What must never be printed. */

const members =
  /"(access_token|refresh_token|id_token|client_secret|code|code_verifier)"\s*:\s*"[^"]*"/g

export function createVault() {
  /** @type {Map<string, string>} */
  const labels = new Map()
  return {
    /**
     * Keeps a text out of every report from now on.
     * @param {unknown} secret
     * @param {string} label What stands in its place.
     */
    keep(secret, label) {
      if (typeof secret !== 'string' || secret.length < 6) return
      for (const spelling of [secret, encodeURIComponent(secret)]) {
        if (!labels.has(spelling)) labels.set(spelling, `<${label}>`)
      }
    },
    /** @param {string} text */
    redact(text) {
      let clean = text
      // The longest first: a secret may begin with another one.
      for (const secret of [...labels.keys()].sort((a, b) => b.length - a.length)) {
        if (clean.includes(secret)) clean = clean.replaceAll(secret, labels.get(secret) ?? '')
      }
      return clean.replace(members, (_, name) => `"${name}":"<${name}>"`)
    },
  }
}
