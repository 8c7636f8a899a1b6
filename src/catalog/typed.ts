import type { Static, TSchema } from '@sinclair/typebox'
import type { TSyntax } from '@sinclair/typebox/syntax'
import type { CatalogInput } from './catalogFile.ts'
import type { ShippedCodes } from './shipped.ts'

/**
 * The catalogs of a program, one key each, for the types of `reply.fail` and `CatalogError`:
 *
 *     declare module 'fastify-error-catalog' {
 *       interface Register { billing: typeof catalog }
 *     }
 *
 * Empty, any text is a code.
 */

export interface Register {}

declare const kCodes: unique symbol

/** Carries the details of each code of a catalog, for the compiler only. */
export interface CatalogTypes<Codes> {
  readonly [kCodes]?: Codes
}

/** A catalog written in code, with the codes and details it declares. */
export type DefinedCatalog<C> = C & CatalogTypes<CodesOf<C>>

/**
 * A catalog as a TypeScript value: the content of the file, with codes and details typed by inference.
 *
 * It is read and checked when the plugin is registered, like a file.
 */
export function defineCatalog<const C extends CatalogInput> (catalog: C): DefinedCatalog<C> {
  return catalog as DefinedCatalog<C>
}

type Registered = Register[keyof Register]
type CodeMaps = Registered extends CatalogTypes<infer Codes> ? NonNullable<Codes> : never
type KeysOf<M> = M extends unknown ? keyof M & string : never
type MemberOf<M, K> = M extends unknown ? K extends keyof M ? M[K] : never : never

/** Every code of the registered catalogs. */
export type Code = [Registered] extends [never] ? string : KeysOf<CodeMaps>

/** The details of a code. */
export type DetailsOf<K extends string> = [Registered] extends [never] ? Readonly<Record<string, unknown>> : MemberOf<CodeMaps, K>

/** What stands behind a code: details that are required, allowed or forbidden, then the options. */
export type FailArgs<K extends string, Options> = ArgsOf<DetailsOf<K>, Options>

// Of a code that two catalogs have, either's details will do: `D extends unknown` looks at them one by one.
type ArgsOf<D, Options> = D extends unknown
  ? [keyof D] extends [never]
      ? [details?: undefined, options?: Options]
      : {} extends D ? [details?: D | undefined, options?: Options] : [details: D, options?: Options]
  : never

type CodesOf<C> = Own<C> & Omit<Inherited<C>, keyof Own<C>>

type Own<C> = C extends { readonly codes: infer Codes }
  ? { readonly [K in keyof Codes]: Codes[K] extends { readonly details: infer D } ? Values<D> : {} }
  : {}

type Inherited<C> = C extends { readonly extends: infer Base extends keyof ShippedCodes }
  ? { readonly [K in keyof ShippedCodes[Base]]: Values<ShippedCodes[Base][K]> }
  : {}

type Values<D> = Flat<
  { readonly [N in keyof D as N extends `${string}?` ? never : N]: ValueOf<D[N]> } &
  { readonly [N in keyof D as N extends `${infer Name}?` ? Name : never]?: ValueOf<D[N]> }
>

type Flat<T> = { [K in keyof T]: T[K] }

/** The types that need no parser: most details are one of these. */
interface Plain {
  string: string
  number: number
  integer: number
  boolean: boolean
  null: null
  'string[]': readonly string[]
}

type ValueOf<T> = T extends keyof Plain
  ? Plain[T]
  : T extends string ? ReadonlyDeep<FromSyntax<T>> : FromSchema<T>

type FromSyntax<T extends string> = TSyntax<{}, T> extends infer S extends TSchema ? Static<S> : never

type ReadonlyDeep<T> = T extends ReadonlyArray<infer Item>
  ? ReadonlyArray<ReadonlyDeep<Item>>
  : T extends object ? { readonly [K in keyof T]: ReadonlyDeep<T[K]> } : T

/** The value that a JSON Schema of the understood keywords describes. */
type FromSchema<S> =
  S extends { readonly const: infer Value } ? Value
    : S extends { readonly enum: ReadonlyArray<infer Value> } ? Value
      : S extends { readonly anyOf: ReadonlyArray<infer Part> } ? FromSchema<Part>
        : S extends { readonly oneOf: ReadonlyArray<infer Part> } ? FromSchema<Part>
          : S extends { readonly type: ReadonlyArray<infer Type> } ? FromType<Type, S>
            : S extends { readonly type: infer Type } ? FromType<Type, S>
              : unknown

type FromType<Type, S> = Type extends 'object'
  ? FromObject<S>
  : Type extends 'array' ? ReadonlyArray<S extends { readonly items: infer Items } ? FromSchema<Items> : unknown>
    : Type extends keyof Plain ? Plain[Type] : never

type FromObject<S> = S extends { readonly properties: infer P }
  ? Flat<
    { readonly [K in keyof P as K extends RequiredOf<S> ? K : never]: FromSchema<P[K]> } &
    { readonly [K in keyof P as K extends RequiredOf<S> ? never : K]?: FromSchema<P[K]> }
  >
  : S extends { readonly additionalProperties: infer Part extends object } ? Readonly<Record<string, FromSchema<Part>>> : Readonly<Record<string, unknown>>

type RequiredOf<S> = S extends { readonly required: ReadonlyArray<infer Name> } ? Name : never
