import type { Static, TSchema } from '@sinclair/typebox'
import type { TSyntax } from '@sinclair/typebox/syntax'
import type { ShippedCodes } from './shipped.ts'

/** The details of each code, inferred from the content of the catalog. */
export type CodesOf<C> = Own<C> & Omit<Inherited<C>, keyof Own<C>>

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

/** Types that need no parser. Most details have one of these. */
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

/** The value type of a JSON Schema, for the supported keywords. */
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
  : S extends { readonly additionalProperties: infer Part extends object }
    ? Readonly<Record<string, FromSchema<Part>>>
    : Readonly<Record<string, unknown>>

type RequiredOf<S> = S extends { readonly required: ReadonlyArray<infer Name> } ? Name : never
