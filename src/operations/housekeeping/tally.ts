/** What this server has done beside answering, since it started. */
export type Tally = {
  sealed: number
  readonly swept: Record<'grants' | 'tokens' | 'sessions' | 'files', number>
}

export const newTally = (): Tally => ({
  sealed: 0,
  swept: { grants: 0, tokens: 0, sessions: 0, files: 0 },
})
