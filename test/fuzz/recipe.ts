import { inspect } from 'node:util'
import { createContext, runInContext } from 'node:vm'
import createHttpError from 'http-errors'
import { boomify } from '@hapi/boom'
import { CatalogError } from '../../src/index.ts'

/** How to make a hostile value: plain data, so that fast-check can print and shrink what cannot be printed. */
export type Recipe =
  | { readonly is: unknown }
  /** A text of so many characters that ends in a mark. */
  | { readonly long: number, readonly mark: string }
  | { readonly list: readonly Recipe[], readonly more?: Members }
  | { readonly object: Members, readonly proto?: keyof typeof protos, readonly seal?: keyof typeof seals }
  | { readonly error: keyof typeof errors, readonly message: string, readonly members: Members, readonly seal?: keyof typeof seals }
  | { readonly catalogError: readonly [code: Recipe, details: Recipe, options: Recipe], readonly forged?: keyof typeof protos }
  | { readonly proxy: Recipe, readonly traps: readonly Trap[], readonly lie: Recipe, readonly throws: boolean }
  | { readonly calls: Recipe, readonly throws: boolean }
  /** As a member: a getter that throws the first, or gives the first and from then on the second. */
  | { readonly gets: readonly [Recipe, Recipe], readonly throws: boolean }
  /** The object that stands so many levels above. */
  | { readonly up: number }
  | { readonly odd: keyof typeof odds }

/** Names that begin with @@ are those of symbols. A later member replaces an earlier one. */
export type Members = ReadonlyArray<readonly [name: string, value: Recipe]>

export const traps = ['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'set', 'defineProperty', 'deleteProperty', 'isExtensible', 'apply', 'construct'] as const
type Trap = typeof traps[number]

export const symbols: Readonly<Record<string, symbol>> = {
  '@@brand': Symbol.for('fastify-error-catalog.CatalogError'),
  '@@iterator': Symbol.iterator,
  '@@toPrimitive': Symbol.toPrimitive,
  '@@toStringTag': Symbol.toStringTag,
  '@@species': Symbol.species,
  '@@inspect': inspect.custom
}

const realm = createContext({})
const foreign = <T>(code: string) => runInContext(code, realm) as T
const bomb = () => { throw new Error('trapped') }
const bombs = Object.fromEntries(traps.filter(trap => trap !== 'construct').map(trap => [trap, bomb]))
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable([], {})
  revoke()
  return proxy
}

export const protos = {
  none: () => null,
  foreign: () => foreign<object>('Object.prototype'),
  error: () => Error.prototype,
  array: () => Array.prototype,
  function: () => Function.prototype,
  promise: () => Promise.prototype,
  catalogError: () => CatalogError.prototype,
  trapped: () => new Proxy({}, bombs)
}

export const seals: Readonly<Record<'freeze' | 'seal' | 'preventExtensions', (of: object) => object>> = { freeze: Object.freeze, seal: Object.seal, preventExtensions: Object.preventExtensions }

/** http-errors refuses success as a status, and boom a text: the status comes with the members. */
export const errors = {
  Error: (message: string) => new Error(message),
  TypeError: (message: string) => new TypeError(message),
  SyntaxError: (message: string) => new SyntaxError(message),
  AggregateError: (message: string) => new AggregateError([new Error(message)], message, { cause: new Error(message) }),
  DOMException: (message: string) => new DOMException(message, 'TimeoutError'),
  foreign: (message: string) => Object.assign(foreign<Error>('new Error()'), { message }),
  httpError: (message: string) => createHttpError(404, message),
  exposedHttpError: (message: string) => createHttpError(503, message, { expose: true }),
  boom: (message: string) => boomify(new Error(message), { statusCode: 409, data: { message } }),
  subclass: (message: string) => new (class extends RangeError { override get name () { return message } })(message)
}

export const odds = {
  revoked,
  bombs: () => new Proxy(function () {}, bombs),
  date: () => new Date(NaN),
  map: () => new Map([['message', new Map()]]),
  regexp: () => /x/g,
  buffer: () => Buffer.from('text'),
  typedArray: () => new Float64Array(3),
  promise: () => new Promise(() => {}),
  response: () => new Response('text', { status: 404 }),
  class: () => class { static message = 'text' },
  generator: () => (function * () { yield 1 })(),
  boxed: () => Object(Symbol('boxed')) as object,
  boxedText: () => Object('text') as object,
  sparse: () => new Array(1000),
  endless: () => Object.assign([1], { [Symbol.iterator]: function * () { for (let i = 0; i < 1000; i++) yield { path: 'a', message: 'b' } } }),
  foreignArray: () => foreign('[{ message: 1 }]'),
  weakRef: () => new WeakRef({}),
  url: () => new URL('http://localhost/'),
  proxyOfProxy: () => new Proxy(new Proxy(new Error('text'), {}), {}),
  cycle: () => {
    const cycle: Record<string, unknown> = {}
    return Object.assign(cycle, { cause: cycle, errors: [cycle], validation: [cycle], toJSON: () => cycle })
  }
}

/** Make the value of a recipe. What a caller would do may throw: a `CatalogError` with a symbol for its message. */
export function build (recipe: Recipe, above: readonly object[] = []): unknown {
  if ('is' in recipe) return recipe.is
  if ('long' in recipe) return 'x'.repeat(recipe.long) + recipe.mark
  if ('odd' in recipe) return odds[recipe.odd]()
  if ('up' in recipe) return above.at(-1 - recipe.up) ?? above[0]
  if ('calls' in recipe) return call(recipe, above)
  if ('gets' in recipe) return undefined
  if ('list' in recipe) {
    const list: unknown[] = []
    for (const item of recipe.list) list.push(build(item, [...above, list]))
    return give(list, recipe.more ?? [], above)
  }
  if ('proxy' in recipe) return guard(recipe, above)
  if ('catalogError' in recipe) return toCatalogError(recipe, above)
  const made: object = 'error' in recipe
    ? errors[recipe.error](recipe.message)
    : recipe.proto === undefined ? {} : Object.create(protos[recipe.proto]()) as object
  give(made, 'error' in recipe ? recipe.members : recipe.object, above)
  return recipe.seal === undefined ? made : seals[recipe.seal](made)
}

function toCatalogError ({ catalogError, forged }: Extract<Recipe, { catalogError: unknown }>, above: readonly object[]): object {
  const [code, details, options] = catalogError.map(recipe => build(recipe, above))
  if (forged === undefined) return new (CatalogError as unknown as new (...args: unknown[]) => Error)(code, details, options)
  const made = Object.create(protos[forged]()) as object
  const members = { code, details, options, [symbols['@@brand'] as symbol]: true }
  for (const name of Reflect.ownKeys(members)) Object.defineProperty(made, name, { value: members[name as 'code'], enumerable: true })
  return made
}

function call ({ calls, throws }: Extract<Recipe, { calls: unknown }>, above: readonly object[]) {
  return function (this: unknown) {
    const value = build(calls, above)
    if (throws) throw value
    return value
  }
}

function guard ({ proxy, traps, lie, throws }: Extract<Recipe, { proxy: unknown }>, above: readonly object[]) {
  const target = build(proxy, above)
  const answer = () => {
    const value = build(lie, above)
    if (throws) throw value
    return value
  }
  return new Proxy(Object(target) as object, Object.fromEntries(traps.map(trap => [trap, answer])))
}

function give (to: object, members: Members, above: readonly object[]): object {
  for (const [name, recipe] of members) {
    const key = symbols[name] ?? name
    const common = { configurable: true, enumerable: true }
    if (!('gets' in recipe)) {
      Object.defineProperty(to, key, { ...common, writable: true, value: build(recipe, [...above, to]) })
      continue
    }
    let next = 0
    const get = () => {
      const value = build(recipe.gets[next] as Recipe, [...above, to])
      next = 1
      if (recipe.throws) throw value
      return value
    }
    Object.defineProperty(to, key, { ...common, get })
  }
  return to
}
