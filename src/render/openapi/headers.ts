import { docsUrl, type Catalog } from '../../catalog/catalog.ts'
import { fill } from '../../catalog/template.ts'
import type { Entry } from '../../catalog/entry.ts'
import type { Failure } from '../../failure/failure.ts'
import type { JsonSchema } from '../../format/jsonSchema.ts'

/** A Header Object of OpenAPI. */
export interface Header {
  readonly description: string
  readonly required: boolean
  readonly schema: JsonSchema
  readonly example?: unknown
}

type Named = readonly [name: string, header: Header]

const text: JsonSchema = { type: 'string' }

/** The headers of the responses of an entry, by name; `required` marks headers that every response has. */
export function headersOfEntry (entry: Entry, catalog: Catalog, sample: Failure): readonly Named[] {
  const { status, challenge } = entry
  return [
    [catalog.requestId.header, { description: 'The id of the request: name it when you report a problem.', required: true, schema: text }],
    ...retryAfterOf(entry),
    ...challenge === undefined
      ? []
      : [
          [
            'WWW-Authenticate',
            { description: 'How to authenticate (RFC 9110, section 11.6.1).', required: true, schema: text, example: challenge }
          ] as const
        ],
    ...status === 405
      ? [['Allow', { description: 'The methods of this resource.', required: true, schema: text, example: 'GET, HEAD' }] as const]
      : [],
    ...status === 415
      ? [
          [
            'Accept',
            { description: 'The media types of a body that this server reads.', required: true, schema: text, example: 'application/json' }
          ] as const
        ]
      : [],
    ...status === 429 ? rateLimits : [],
    ...ofCatalog(catalog, entry),
    ...entry.headers.map(([name, template]) =>
      [name, { description: `Sent with ${entry.code}.`, required: true, schema: text, example: fill(template, sample.details) }] as const)
  ]
}

const rateLimits: readonly Named[] = [
  [
    'RateLimit',
    {
      description: 'What is left of a rate limit, and the seconds until it is full again.',
      required: false,
      schema: text,
      example: '"default";r=0;t=30'
    }
  ],
  ['RateLimit-Policy', { description: 'The rate limits of this resource.', required: false, schema: text, example: '"default";q=100;w=60' }]
]

function retryAfterOf ({ retry, retryAfter, retryAfterDetail }: Entry): readonly Named[] {
  if (retryAfter === undefined && retryAfterDetail === undefined && retry !== 'after') return []
  const header = {
    description: 'Seconds to wait before the next attempt.',
    required: retryAfter !== undefined,
    schema: { type: 'integer', minimum: 0 }
  }
  return [['Retry-After', retryAfter === undefined ? header : { ...header, example: retryAfter }]]
}

function ofCatalog (catalog: Catalog, entry: Entry): readonly Named[] {
  const { retryHeader, language, languages } = catalog
  const page = docsUrl(catalog, entry)
  return [
    ...retryHeader !== undefined && (entry.retry === 'never' || entry.retry === 'after')
      ? [
          [
            retryHeader,
            {
              description: 'Whether a client may send the request again.',
              required: true,
              schema: { type: 'boolean' },
              example: entry.retry === 'after'
            }
          ] as const
        ]
      : [],
    ...page === undefined
      ? []
      : [
          [
            'Link',
            {
              description: 'The page about the error.',
              required: true,
              schema: text,
              example: `<${page}>; rel="help"`
            }
          ] as const
        ],
    ...languages.length === 1
      ? []
      : [
          [
            'Content-Language',
            { description: 'The language of the message.', required: true, schema: { type: 'string', enum: languages }, example: language }
          ] as const
        ]
  ]
}

/** The headers of a response that several entries share. A header is required only if all entries require it. */
export function mergeHeaders (lists: ReadonlyArray<readonly Named[]>): readonly Named[] {
  const merged = new Map<string, readonly [name: string, headers: Header[]]>()
  for (const [name, header] of lists.flat()) {
    const key = name.toLowerCase()
    const [, headers] = merged.get(key) ?? merged.set(key, [name, []]).get(key) as [string, Header[]]
    headers.push(header)
  }
  return [...merged.values()].map(([name, headers]) => {
    const [first] = headers as [Header]
    const required = headers.length === lists.length && headers.every(({ required }) => required)
    const isSame = headers.every(header => JSON.stringify({ ...header, required }) === JSON.stringify({ ...first, required }))
    const { example, ...rest } = first
    return [name, isSame ? { ...first, required } : { ...rest, required }]
  })
}
