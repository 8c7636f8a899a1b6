import { entryOf } from '../src/catalog/catalog.ts'
import type { Entry } from '../src/catalog/entry.ts'
import type { Role } from '../src/format/roles.ts'
import { loadContract } from '../src/envelope/load.ts'
import { statuses } from '../src/server/roles/errorStatus.ts'
import { clientErrors, errors, messages } from '../src/server/roles/knownErrors.ts'
import { libraryErrors } from '../src/server/roles/libraryErrors.ts'
import { frameworkRoles } from '../src/server/roles/frameworkRoles.ts'
import { uncoverable } from '../src/server/framework/uncovered.ts'
import { clientAborts } from '../src/server/roles/clientAbort.ts'
import { sdkNames, sdkRoles, upstreamHeaders, upstreamSigns, upstreamStatuses } from '../src/server/roles/upstreamErrors.ts'

/** Errors that Fastify passes only to `frameworkErrors`, an option that no plugin can set. */
const ofFramework = ['FST_ERR_BAD_URL', 'FST_ERR_MAX_PARAM_LENGTH']

/** The tests of test/docs/failures.test.ts that prove each row of `uncoverable`. */
const proofs: Readonly<Record<string, readonly string[]>> = {
  'A stream that fails after its first byte': ['a stream that fails after its first byte is a body without an end and a closed socket'],
  'A hijacked reply, or one written through `reply.raw`': ['a hijacked reply is what was written into it', 'a reply that was begun through reply.raw is a body without an end'],
  'A proxied response of an upstream, and any stream or `Response` with an error status': ['what an upstream has answered is sent as it is', 'a stream, a buffer and a Response with an error status are sent as they are'],
  'A handler or hook that never finishes': ['a handler that never answers sends nothing until handlerTimeout is set'],
  'An exception outside of the lifecycle: in a timer, `genReqId`, `rewriteUrl`, a `querystringParser`, a constraint': ['an exception outside of the lifecycle ends the process'],
  '`undefined` or `null` thrown from a hook with a callback or from a parser that is async': [
    'undefined or null thrown from a hook with a callback lets the request go on', 'undefined from a parser that is async lets the request go on'
  ],
  "`done(0)`, `done('')` or `done(false)` in `preSerialization` or `onSend`": ['what is falsy and given to done in preSerialization or onSend lets the success go on'],
  'A custom synchronous error handler that throws a value that is not an error': ['what a synchronous error handler throws, and is no error, is sent as a success'],
  'A request after `maxRequestsPerSocket`, `CONNECT`, a connection past `connectionTimeout`': [
    'the request after maxRequestsPerSocket is refused by Node', 'CONNECT closes the socket without an answer', 'a connection past connectionTimeout is closed without an answer'
  ],
  'A rejected WebSocket handshake': ['a refused handshake of a WebSocket is answered by ws'],
  'A broken TLS handshake or HTTP/2 session': ['a broken TLS handshake has no response', 'a broken session of HTTP/2 has no response'],
  'Bytes that cannot be parsed, after a request whose response is not complete': ['bytes that cannot be parsed behind a request close the connection after its answer']
}

/** docs/reference/failures.md: all failures and their responses, from the tables of the server. */
export async function failures (): Promise<string> {
  const { catalog } = await loadContract({ extends: 'http' })
  const line = (what: string, told: string, { code, status }: Pick<Entry, 'code' | 'status'>, role: string, needs = '') => row([what, told, role, `\`${code}\``, String(status), needs])
  const byRole = (what: string, told: string, role: Role, needs?: string) => line(what, told, entryOf(catalog, role), `\`${role}\``, needs)
  const lines = [
    ...Object.values(frameworkRoles).map(({ what, role, ...rest }) => byRole(what, '', role, 'needs' in rest ? `\`${rest.needs}\`` : '')),
    ...clientErrors.map(({ what, role, names }) => byRole(what, `\`clientError\`: ${list(names)}`, role)),
    ...errors.map(({ what, role, names }) => byRole(what, list(names), role, needsOf(names))),
    ...libraryErrors.flatMap(({ what, role, names }) => Object.entries(names).map(([library, names]) => byRole(`${library}: ${what}`, list(names), role))),
    ...messages.map(({ what, role, messages, names, status }) => byRole(what, `${names === undefined ? '' : `${list(names)}, `}message ${list(messages)}${status === undefined ? '' : `, status ${status}`}`, role)),
    ...[
      ...Object.entries(statuses).map(([status, role]) => byRole(`An error with the status ${status}`, 'status', role)),
      ...[...catalog.map.statuses].map(([status, code]) => line(`An error with the status ${status}`, 'status', catalog.entries.get(code) as Entry, 'none: `map.statuses`'))
    ].sort(),
    byRole('An error with any other status from 400 to 499', 'status', 'badRequest'),
    byRole('An error with any other status from 500 to 599', 'status', 'internal'),
    row(['A text body that another plugin has sent with a status from 400 to 599', 'status', 'that of the status', '', '', '`replaceErrorBodies: true`'])
  ]
  const ofUpstream = (what: string, role: Role) => row([what, `\`${role}\``, `\`${entryOf(catalog, role).code}\``, String(entryOf(catalog, role).status)])
  const upstream = [
    ...Object.entries(upstreamStatuses).map(([status, role]) => ofUpstream(`The upstream responded with the status ${status}`, role)),
    ...sdkRoles.map(({ what, role, names }) => ofUpstream(`${what}: ${list(names)}`, role)),
    ofUpstream('Any other error of an upstream', 'badGateway')
  ]
  return page(lines, upstream, uncoverable.map(({ what, why }) => row([what, why, proofOf(what)])))
}

/** The signs that an error reports the response of an upstream. */
function signs (): string {
  return table(['sign', 'errors of'], [
    ...upstreamSigns.map(({ member, having, clients }) => row([`\`${member}\`${having.length === 0 ? '' : `, an object with one of ${list(having)}`}`, clients])),
    row([`headers that only servers and proxies set: ${list(upstreamHeaders)}`, 'clients that copy the headers of the response']),
    row([`the code, the \`name\` or a class: ${list(sdkNames)}`, 'SDKs whose errors show no sign above'])
  ])
}

function page (lines: readonly string[], upstream: readonly string[], uncovered: readonly string[]): string {
  return `<!-- Generated by scripts/failures.ts from src/server: npm run generate. -->
# Everything that can fail

Each failure has a role, and the catalog assigns a code to each role. Code and status are those of the shipped catalog \`http\`;
\`roles\` and \`map\` in your own decide otherwise. "Reported by" is the \`code\`, else the \`name\`, of what was thrown or of its
\`cause\`; \`clientError\` is an event of Node. Where several rows fit, \`code\` and \`name\` go before message and status, and go
first where a row asks for a message besides. A message alone counts if no row has the code or the name, and the error has
no status below 500 but the one that the row asks for.

The last column names options that must be set: without \`serverOptions()\` Fastify or Node sends its own body. The same is true for
\`FST_ERR_ASYNC_CONSTRAINT\`, which has the status 500. [How each plugin is set up](../guides/plugins.md) tells more of \`replaceErrorBodies\`.

${table(['failure', 'reported by', 'role', 'code', 'status', 'needs'], lines)}
What fails while the server starts has no row: it ends the start, and no client sees it.

## Errors of upstreams

The status and the headers of such an error are the upstream's: they are not sent. An error is an upstream's if it shows one of these signs,
and \`map.errors\` has no row for it.

${signs()}
Its role is that of the first row that fits. Codes of errors and causes that mean a timeout or a lost connection (\`ECONNREFUSED\`,
\`ETIMEDOUT\` and the like, see the table above) come after the status.

${table(['upstream error', 'role', 'code', 'status'], upstream)}
## Clients that close their connection

An error with one of these codes or names is no failure if the client has closed its connection: one line is logged at \`debug\`, no response
is sent, and \`onFailure\` is not called. While the connection is open, the same error has the role that the table above gives it.

${clientAborts.map(name => `\`${name}\``).join(', ')}

## What no plugin can cover

Each row has tests that show what a client gets instead, by their titles in [test/docs/failures.test.ts](../../test/docs/failures.test.ts).

${table(['what', 'why', 'proof'], uncovered)}`
}

function table (heads: readonly string[], lines: readonly string[]): string {
  return `${row(heads)}${row(heads.map(() => '---'))}${lines.join('')}`
}

function row (cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}

function list (names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(', ')
}

function needsOf (names: readonly string[]): string {
  const needing = names.filter(name => ofFramework.includes(name))
  if (needing.length === 0) return ''
  return `\`serverOptions()\`${needing.length === names.length ? '' : ` for ${list(needing)}`}`
}

function proofOf (what: string): string {
  const titles = proofs[what]
  if (titles === undefined) throw new Error(`"${what}" has no proof: name its test in scripts/failures.ts`)
  return titles.map(title => `"${title}"`).join(', ')
}
