import type { FastifyInstance } from 'fastify'
import type { CatalogSource } from '../catalog/read.ts'
import type { Code } from '../catalog/registerTypes.ts'
import { checkPluginOptions, shown, type OptionRules } from '../support/checkOptions.ts'
import { safeLog } from './fastify/safeLog.ts'
import { isCodes } from './routes/declaredErrors.ts'
import type { OnFailure, OpenapiSettings, Undeclared } from './scope/scope.ts'
import { isValidationOptions, validationRule, type ValidationOptions } from './validation/validationOptions.ts'

export interface ErrorCatalogOptions {
  /**
   * The catalog: a path (`./catalog.yaml`, with `#name` if the file holds several), a file: URL, a shipped name, a package,
   * or the value of `defineCatalog`. Default: the shipped catalog `http`.
   */
  readonly catalog?: CatalogSource
  /** How requests are validated and which issues are reported. Default: as without the plugin, and all issues of small requests. */
  readonly validation?: ValidationOptions
  /**
   * Replace the bodies of 4xx and 5xx responses that other plugins send as text: the status is mapped to a code. Streams, buffers
   * and bodies that a later onSend hook sets are not replaced. Default: false.
   */
  readonly replaceErrorBodies?: boolean
  /**
   * Reject requests without Host (`badRequest`) and requests during shutdown (`unavailable`) if the server accepts them:
   * `serverOptions` sets `requireHostHeader: false` and `return503OnClosing: false` for this. `false` serves them. Default: true.
   */
  readonly requestGuards?: boolean
  /**
   * Which thrown errors decide the status by `statusCode` or `status`: `own`, all errors except those of an upstream; `known`, only
   * errors of http-errors, Boom, @fastify/error and @fastify/sensible. Default: `own`.
   */
  readonly trustStatus?: 'own' | 'known'
  /** Codes that every route of the scope may return, in addition to its `config.errors`: codes of hooks, such as authentication. */
  readonly errors?: readonly Code[]
  /**
   * What to do when a route returns a code that neither it nor its scope declares: `warn` logs it once for each route and code;
   * `throw` sends `internal` instead, so that a test fails. Routes without declarations are not checked. Default: `warn`.
   *
   * In production (NODE_ENV=production) the default is `off`, and `throw` behaves like `warn`.
   */
  readonly undeclared?: Undeclared
  /**
   * How the errors of routes are documented where `@fastify/swagger` is registered. `false` leaves its document as it is.
   * Default: `{ media: 'envelope', implied: true, examples: true }`.
   */
  readonly openapi?: false | Partial<OpenapiSettings>
  /**
   * Read the catalog again when its files change, for development: codes, messages, details and envelopes of running routes change with it.
   * Ignored in production (NODE_ENV=production). Default: false.
   */
  readonly watch?: boolean
  /** Called once for each failure, with its cause and private details: for metrics, alerts, an error tracker. */
  readonly onFailure?: OnFailure
}

const rules: OptionRules<keyof ErrorCatalogOptions> = {
  catalog: {
    must: 'a path, a file: URL or a catalog in code',
    holds: value => typeof value === 'string' || (typeof value === 'object' && value !== null && !Array.isArray(value))
  },
  validation: { must: validationRule, holds: isValidationOptions },
  replaceErrorBodies: { must: 'true or false', holds: value => typeof value === 'boolean' },
  requestGuards: { must: 'true or false', holds: value => typeof value === 'boolean' },
  trustStatus: { must: '"own" or "known"', holds: value => ['own', 'known'].includes(value as string) },
  errors: { must: 'a list of codes', holds: isCodes },
  undeclared: { must: '"warn", "throw" or "off"', holds: value => ['warn', 'throw', 'off'].includes(value as string) },
  openapi: { must: 'false, or an object with media ("envelope" or "all"), implied and examples (true or false)', holds: isOpenapi },
  watch: { must: 'true or false', holds: value => typeof value === 'boolean' },
  onFailure: { must: 'a function', holds: value => typeof value === 'function' }
}

function isOpenapi (value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value === false
  return Object.entries(value)
    .every(([name, setting]) =>
      name === 'media' ? ['envelope', 'all'].includes(setting) : ['implied', 'examples'].includes(name) && typeof setting === 'boolean')
}

/** The option with its defaults. */
export function toOpenapiSettings (given: ErrorCatalogOptions['openapi']): OpenapiSettings | false {
  return given === false ? false : { media: 'envelope', implied: true, examples: true, ...given }
}

/** Names that are no options but that users try. */
const hints: Readonly<Record<string, string>> = {
  path: ': did you mean catalog?',
  file: ': did you mean catalog?',
  codes: ': write catalog: { codes: { … } }',
  envelope: ': write it into the catalog',
  issues: ': did you mean validation: { issues: … }?',
  net: ': did you mean replaceErrorBodies?'
}

const title = 'the options of fastify-error-catalog'

/** @throws TypeError that lists every invalid option. */
export function checkOptions (app: FastifyInstance, options: ErrorCatalogOptions): ErrorCatalogOptions {
  // A user may write `app.register(errorCatalog, './catalog.yaml')`.
  if (typeof options !== 'object') {
    throw new TypeError(`${title} must be an object such as { catalog: ${shown(options)} }, got ${shown(options)}`)
  }
  const ignored = checkPluginOptions(options, rules, title, hints)
  if (ignored.length > 0) {
    const names = ignored.map(name => `"${name}"`).join(', ')
    safeLog(app, 'info', { options: ignored }, `fastify-error-catalog has no options ${names}: they are ignored`)
  }
  const { prefix } = options as { prefix?: unknown }
  if (typeof prefix === 'string' && prefix !== '' && prefix !== app.prefix) warnOfPrefix(app, prefix)
  return options
}

function warnOfPrefix (app: FastifyInstance, prefix: string) {
  safeLog(app, 'warn', { prefix },
    `the option prefix "${prefix}" does not limit fastify-error-catalog, which covers the scope "${app.prefix || '/'}": ` +
    `write "app.register(async scope => { await scope.register(errorCatalog, …) }, { prefix: '${prefix}' })" with the routes inside`)
}
