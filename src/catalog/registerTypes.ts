import type { CatalogInput, EntryInput } from '../format/catalogFile.ts'
import type { CodesOf } from './inferTypes.ts'

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
export function defineCatalog<const C extends CatalogInput> (catalog: C & Exact<C>): DefinedCatalog<C> {
  return catalog as DefinedCatalog<C>
}

/** A type parameter takes members that its constraint lacks: here they are refused, as the file format does. */
type Exact<C> = None<Exclude<keyof C, keyof CatalogInput>> &
  (C extends { readonly codes: infer Codes } ? { readonly codes: { readonly [K in keyof Codes]: None<Exclude<keyof Codes[K], keyof EntryInput>> } } : unknown)

type None<Names extends PropertyKey> = { readonly [N in Names]?: never }

/** Whatever is registered; `never` before anything is. */
export type Registered = Register[keyof Register]

type MapOf<C> = C extends CatalogTypes<infer Codes> ? NonNullable<Codes> : never
// Not `keyof M & string`, which the compiler multiplies out: 2,000 codes have a price.
type KeysOf<M> = M extends unknown ? keyof M extends infer K extends string ? K : never : never
type MemberOf<M, K extends string> = K extends unknown ? M extends { readonly [N in K]: infer D } ? D : never : never

/** Every code of the registered catalogs, or of the one that is named. */
export type Code<C = Registered> = [C] extends [never] ? string : KeysOf<MapOf<C>>

/** The details of a code. */
export type DetailsOf<K extends string, C = Registered> = [C] extends [never] ? Readonly<Record<string, unknown>> : MemberOf<MapOf<C>, K>

/**
 * A code; of any other text, the type that the compiler shows as what it had to be names the nearest codes.
 *
 * While a text is still typed nothing is inferred from it, and an editor completes what stands for `string`.
 */
export type KnownCode<K extends string, C = Registered> = string extends K
  ? Code<C>
  : K extends Code<C> ? K : { readonly error: Complaint<K, Nearest<K, Code<C>>> }

type Complaint<K extends string, Near extends string> = [Near] extends [never]
  ? `There is no code "${K}".`
  : `There is no code "${K}": did you mean "${Near}"?`

/** The codes that begin with as much of a text as any code does. */
type Nearest<K extends string, Codes extends string, Start extends string = '', Best extends string = never> =
  K extends `${infer Next}${infer Rest}`
    ? [Extract<Codes, `${Start}${Next}${string}`>] extends [infer Near extends string]
        ? [Near] extends [never] ? Best : Nearest<Rest, Near, `${Start}${Next}`, Near>
        : never
    : Best

/** What stands behind a code: details that are required, allowed or forbidden, then the options. */
export type FailArgs<K extends string, Options, C = Registered> = [C] extends [never] ? Loose<Options> : ArgsOf<MemberOf<MapOf<C>, K>, Options>

type Loose<Options> = [details?: unknown, options?: Options]

// Of a code that two catalogs have, either's details will do: `D extends unknown` looks at them one by one.
// Of a code that none has, the code is the mistake to tell.
type ArgsOf<D, Options> = [D] extends [never] ? Loose<Options> : D extends unknown
  ? [keyof D] extends [never]
      ? [details?: undefined, options?: Options]
      : {} extends D ? [details?: D | undefined, options?: Options] : [details: D, options?: Options]
  : never
