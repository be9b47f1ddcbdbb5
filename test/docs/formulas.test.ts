import { expect, test } from 'vitest'
import { formulaReference } from '../../scripts/formula-reference.js'

test('the reference of formulas is that of the functions that compute them', async () => {
  await expect(formulaReference()).toMatchFileSnapshot('../../docs/formulas.md')
})
