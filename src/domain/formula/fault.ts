/** Why a formula cannot be used: what is wrong, of which kind, and the character where, counted from 1. */
export class FormulaFault extends Error {
  override readonly name = 'FormulaFault'
  readonly at: number
  constructor(
    message: string,
    at: number,
    readonly kind: 'Parse' | 'Type' = 'Type',
  ) {
    super(message)
    this.at = at
  }
}

/** A value took more than a formula may take: steps, letters or items. */
export class FormulaLimit extends Error {
  override readonly name = 'FormulaLimit'
}
