import { type Html, html } from '../lib/html.js'
import { type Chrome, page } from './layout.js'
import {
  authenticationOf,
  groupsOf,
  type JsonObject,
  list,
  type OpenApiDocument,
  type Operation,
  type OperationGroup,
  object,
  resolve,
  schemaName,
  slug,
  text,
} from './openapi.js'
import { pageHeading } from './parts.js'
import { inlineProse, prose } from './prose.js'
import { explanation, schemaId, structure, typeOf } from './reference-schema.js'

export type { OpenApiDocument } from './openapi.js'

export type ReferenceView = {
  readonly chrome: Chrome
  readonly document: OpenApiDocument
}

// Above this a component is linked instead of written out again at every operation that uses it.
const LARGEST_INLINE = 12_000

const groupId = (group: OperationGroup): string => `tag-${slug(group.name)}`

const methodBadge = (method: string): Html =>
  html`<span class="method method-${method}">${method.toUpperCase()}</span>`

function contents(groups: readonly OperationGroup[], schemas: readonly string[]): Html {
  const entries = groups.map(
    (group) => html`<li><a class="toc-group" href="#${groupId(group)}">${group.name}</a>
<ul>${group.operations.map(
      (operation) =>
        html`<li><a href="#${operation.id}">${methodBadge(operation.method)}<span>${text(operation.definition.summary) || operation.path}</span></a></li>`,
    )}</ul></li>`,
  )
  return html`<nav class="toc" aria-label="API reference">
<ul>${entries}${schemas.length > 0 && html`<li><a class="toc-group" href="#schemas">Schemas</a></li>`}</ul>
</nav>`
}

function parameterTable(document: OpenApiDocument, operation: Operation): Html | false {
  const rows = operation.parameters.map((parameter) => {
    const isRequired = parameter.required === true
    return html`<tr>
<th scope="row"><code>${text(parameter.name)}</code>${isRequired && html` <span class="required">required</span>`}</th>
<td>${text(parameter.in)}</td>
<td><p class="type">${typeOf(document, parameter.schema)}</p>
${explanation(document, parameter.schema, text(parameter.description))}</td>
</tr>`
  })
  return (
    rows.length > 0 &&
    html`<h4>Parameters</h4>
<table class="table parameters">
<thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Description</th></tr></thead>
<tbody>${rows}</tbody></table>`
  )
}

function contentOf(document: OpenApiDocument, holder: JsonObject): readonly Html[] {
  return Object.entries(object(holder.content)).map(([mediaType, media]) => {
    const { schema } = object(media)
    const isLarge =
      schemaName(schema) !== undefined &&
      JSON.stringify(resolve(document, schema)).length > LARGEST_INLINE
    return html`<div class="content">
<p class="property"><code>${mediaType}</code> <span class="type">${typeOf(document, schema)}</span></p>
${!isLarge && structure(document, schema)}
</div>`
  })
}

function requestBody(document: OpenApiDocument, operation: Operation): Html | false {
  if (operation.definition.requestBody === undefined) return false
  const body = resolve(document, operation.definition.requestBody)
  return html`<h4>Request body${body.required === true && html` <span class="required">required</span>`}</h4>
${prose(text(body.description))}${contentOf(document, body)}`
}

function statusTone(status: string): string {
  if (status.startsWith('2')) return 'good'
  return status.startsWith('3') ? 'plain' : 'bad'
}

function responses(document: OpenApiDocument, operation: Operation): Html | false {
  const items = Object.entries(object(operation.definition.responses)).map(([status, value]) => {
    const response = resolve(document, value)
    const content = contentOf(document, response)
    const head = html`<span class="status status-${statusTone(status)}">${status}</span> ${inlineProse(text(response.description))}`
    return content.length === 0
      ? html`<p class="response">${head}</p>`
      : html`<details class="response"><summary>${head}</summary>${content}</details>`
  })
  return items.length > 0 && html`<h4>Responses</h4>${items}`
}

function operationSection(document: OpenApiDocument, operation: Operation): Html {
  const { definition, id, method, path } = operation
  return html`<article class="card operation" id="${id}">
<h3><a href="#${id}">${text(definition.summary) || path}</a>${definition.deprecated === true && html` <span class="deprecated">deprecated</span>`}</h3>
<p class="endpoint">${methodBadge(method)}<code>${path}</code></p>
${prose(text(definition.description))}
<p class="auth"><span class="muted">Authentication</span> ${authenticationOf(document, operation)}</p>
${parameterTable(document, operation)}
${requestBody(document, operation)}
${responses(document, operation)}
</article>`
}

const groupSection = (
  document: OpenApiDocument,
  group: OperationGroup,
): Html => html`<section aria-labelledby="${groupId(group)}">
<h2 id="${groupId(group)}">${group.name}</h2>
${prose(group.description)}
${group.operations.map((operation) => operationSection(document, operation))}
</section>`

function schemaSection(document: OpenApiDocument, name: string, schema: unknown): Html {
  return html`<article class="card operation" id="${schemaId(name)}">
<h3><a href="#${schemaId(name)}">${name}</a></h3>
${explanation(document, schema)}
<p class="type">${typeOf(document, schema)}</p>
${structure(document, schema)}
</article>`
}

export function referencePage({ chrome, document }: ReferenceView): Html {
  const groups = groupsOf(document)
  const schemas = Object.entries(object(object(document.components).schemas))
  const info = object(document.info)
  const servers = list(document.servers).map((server) => text(object(server).url))
  const lead = html`Version ${text(info.version) || 'unknown'}${servers.map((url) => html` · <code>${url}</code>`)}`
  const download = html`<a class="button" href="/openapi.json">OpenAPI document</a>`
  const sections = schemas.map(([name, schema]) => schemaSection(document, name, schema))
  const body = html`<div class="reference">
${contents(
  groups,
  schemas.map(([name]) => name),
)}
<div class="reference-body">
${pageHeading(text(info.title) || 'API reference', lead, download)}
${prose(text(info.description))}
${groups.map((group) => groupSection(document, group))}
${sections.length > 0 && html`<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>${sections}</section>`}
</div>
</div>`
  return page(chrome, body)
}
