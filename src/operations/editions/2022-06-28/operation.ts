import type { rows } from '../../../contract/editions/2022-06-28.js'
import type { OperationOf } from '../../operation.js'

/** What an endpoint of 2022-06-28 does that has changed since. */
export type Operation<Name extends keyof typeof rows> = OperationOf<(typeof rows)[Name]>
