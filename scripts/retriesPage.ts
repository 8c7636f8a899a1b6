import { table, type Rule } from '../test/client/decisions.ts'

const idempotent = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']

/** docs/reference/retries.md: the decision table that the tests check the clients of all languages against. */
export function retriesPage (): string {
  return `# When a client retries

For authors of clients: whether a generated client sends a request again, and after how long. \`shouldRetry\` decides by this table in TypeScript,
Python and Go; the tests of each language run all of its rows. Generated from \`test/client/decisions.json\`.

| request | verdict | status | method | \`Idempotency-Key\` | wait the server asks for | decision |
|---|---|---|---|---|---|---|
${table.rules.map(toRow).join('\n')}

- **Verdict** is \`retry\` of the code in the catalog. It is *unknown* if the client lacks the code or the body is not in the envelope of the API.
- **Not sent**: the connection was refused, or the host has no address. **Maybe sent**: the connection was reset, or it timed out.
- **Backoff** is a random wait between 0 and min(20 s, 0.5 s · 2ⁿ⁻¹) before attempt n + 1. A wait the server asks for replaces it.
- *Wait too long*: the server asks for more than \`maxWait\`, by default 60 s. The client never retries earlier than asked.
- At most \`attempts\` are made, by default 3: then the reason is *no attempts left*.
- \`withRetry\` has three more reasons: *aborted* by an \`AbortSignal\`, *body is a stream*, and *retry budget empty*. The budget has 500 tokens; a retry takes
  5, after a timeout 10, and a success gives them back.

## The wait the server asks for

\`Retry-After\` in seconds or as a date, else the latest reset (\`t\`) of an exhausted quota (\`r=0\`) in \`RateLimit\`. Invalid values are ignored.

| headers | seconds |
|---|---|
${table.waits.map(({ headers, seconds }) => `| ${Object.entries(headers).map(([name, value]) => `\`${name}: ${value}\``).join('<br>') || 'none'} | ${seconds ?? 'none'} |`).join('\n')}
`
}

function toRow ({ phase, verdict, status, method, key, retryAfter, want }: Rule): string {
  const cells = [
    listed(phase),
    listed(verdict),
    listed(status),
    method === undefined ? 'any' : method.length === idempotent.length ? idempotent.join(', ') : listed(method),
    key === undefined ? 'any' : key[0] === true ? 'yes' : 'no',
    retryAfter === undefined ? 'any' : retryAfter[0] === null ? 'none' : retryAfter[0] === 5 ? '5 s' : '61 s',
    typeof want === 'number' ? 'retry after `Retry-After`' : want === 'backoff' ? 'retry with backoff' : `no: *${want}*`
  ]
  return `| ${cells.join(' | ')} |`
}

function listed (values: readonly unknown[] | undefined): string {
  return values === undefined ? 'any' : values.join(', ')
}
