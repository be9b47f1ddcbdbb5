import type { rows } from '../../../contract/editions/2021-08-16.js'
import type { OperationOf } from '../../operation.js'

/** What an endpoint of 2021-08-16 does that has changed since. */
export type Operation<Name extends keyof typeof rows> = OperationOf<(typeof rows)[Name]>
