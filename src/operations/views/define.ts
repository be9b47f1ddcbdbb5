import { ApiError } from '../../contract/errors.js'
import { explain } from '../../contract/explain.js'
import { type FilterRequest, QueryFilter, type SortRequest } from '../../contract/objects/query.js'
import type { ViewType } from '../../contract/objects/view.js'
import { checkOf } from '../../contract/schema.js'
import { findProperty, type Schema } from '../../domain/content/property.js'
import type { Filter } from '../../domain/query/filter.js'
import { resolveFilter, resolveSorts } from '../../domain/query/resolve.js'
import type { Sort } from '../../domain/query/sort.js'
import type { ViewDefinition } from '../../ports/views.js'

type Json = Readonly<Record<string, unknown>>

/** What a request says of a view; null clears, what is left out stays. */
type Said = {
  readonly filter?: FilterRequest | Record<string, never> | null | undefined
  readonly sorts?: readonly SortRequest[] | null | undefined
  readonly quick_filters?: Readonly<Record<string, Json | null>> | null | undefined
  readonly configuration?: (Json & { readonly type: string }) | undefined
}

const isFilter = checkOf(QueryFilter)

/**
 * What a view is to show, from what it shows and what a request says. Properties are kept by their ids, so that a view
 * outlasts their names. Errors: `validation_error` in the words of a query; for a configuration of another type of view.
 */
export const defined = (
  schema: Schema,
  type: ViewType,
  former: ViewDefinition,
  { filter, sorts, quick_filters, configuration }: Said,
): ViewDefinition => {
  if (configuration && configuration.type !== type) {
    throw new ApiError(
      'validation_error',
      `body failed validation: body.configuration.type should be \`"${type}"\`, instead was \`"${configuration.type}"\`.`,
    )
  }
  const next = {
    filter: filter === undefined ? former.filter : (filterFrom(schema, filter) ?? undefined),
    sorts: sorts === undefined ? former.sorts : sorts ? sortsFrom(schema, sorts) : undefined,
    quickFilters:
      quick_filters === undefined
        ? former.quickFilters
        : quickFiltersFrom(schema, former.quickFilters ?? {}, quick_filters),
    configuration: configuration
      ? merged(former.configuration, configuration)
      : former.configuration,
  }
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined))
}

/** The query that a view stands for. Errors: `validation_error` where the schema has changed so that there is none. */
export const askedBy = (
  schema: Schema,
  { filter, sorts = [], quickFilters = {} }: ViewDefinition,
): { readonly filter: Filter; readonly sorts: readonly Sort[] } => {
  const requests = Object.entries(quickFilters).map(([property, condition]) => ({
    ...condition,
    property,
  }))
  const filters = [...(filter ? [filter] : []), ...(requests as FilterRequest[])]
  return {
    filter: { type: 'and', filters: filters.map((one) => resolveFilter(schema, one)) },
    sorts: resolveSorts(schema, sorts),
  }
}

const filterFrom = (schema: Schema, request: Said['filter']): FilterRequest | undefined => {
  if (!request || Object.keys(request).length === 0) return undefined
  resolveFilter(schema, request as FilterRequest)
  return byIds(schema, request as FilterRequest)
}

const byIds = (schema: Schema, request: FilterRequest): FilterRequest => {
  if ('and' in request) return { and: request.and.map((one) => byIds(schema, one)) }
  if ('or' in request) return { or: request.or.map((one) => byIds(schema, one)) }
  if ('timestamp' in request) return request
  return { ...request, property: findProperty(schema, request.property)?.id ?? request.property }
}

const sortsFrom = (schema: Schema, requests: readonly SortRequest[]): readonly SortRequest[] => {
  resolveSorts(schema, requests)
  return requests.map((request) =>
    'property' in request
      ? { ...request, property: findProperty(schema, request.property)?.id ?? request.property }
      : request,
  )
}

const quickFiltersFrom = (
  schema: Schema,
  former: Readonly<Record<string, Json>>,
  requests: Said['quick_filters'],
): Readonly<Record<string, Json>> | undefined => {
  if (!requests) return undefined
  const next = { ...former }
  for (const [key, condition] of Object.entries(requests)) {
    const id = findProperty(schema, key)?.id ?? key
    delete next[id]
    if (condition === null) continue
    const request = { ...condition, property: key }
    if (!isFilter(request)) {
      throw new ApiError('validation_error', explain('body', QueryFilter, request))
    }
    resolveFilter(schema, request as FilterRequest)
    next[id] = condition
  }
  return Object.keys(next).length > 0 ? next : undefined
}

/** Members that are null are cleared. */
const merged = (former: Json | undefined, said: Json): Json =>
  Object.fromEntries(Object.entries({ ...former, ...said }).filter(([, value]) => value !== null))
