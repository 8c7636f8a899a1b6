import type { CatalogInput, EntryInput } from '../format/catalogFile.ts'
import type { CodesOf } from './inferTypes.ts'

/**
 * The catalogs of a program, one key each. They type `reply.fail` and `CatalogError`:
 *
 *     declare module 'fastify-error-catalog' {
 *       interface Register { billing: typeof catalog }
 *     }
 *
 * While it is empty, any string is a code.
 */

export interface Register {}

declare const kCodes: unique symbol

/** Carries the details of each code, for the compiler only. */
export interface CatalogTypes<Codes> {
  readonly [kCodes]?: Codes
}

/** A catalog written in code, with the codes and details it declares. */
export type DefinedCatalog<C> = C & CatalogTypes<CodesOf<C>>

/**
 * Define a catalog as a TypeScript value. Codes and details are inferred.
 *
 * The plugin reads and checks it at registration, like a file.
 */
export function defineCatalog<const C extends CatalogInput> (catalog: C & Exact<C>): DefinedCatalog<C> {
  return catalog as DefinedCatalog<C>
}

/** A type parameter accepts members that its constraint lacks. This type rejects them, as the file format does. */
type Exact<C> = None<Exclude<keyof C, keyof CatalogInput>> &
  (C extends { readonly codes: infer Codes }
    ? { readonly codes: { readonly [K in keyof Codes]: None<Exclude<keyof Codes[K], keyof EntryInput>> } }
    : unknown)

type None<Names extends PropertyKey> = { readonly [N in Names]?: never }

/** All registered catalogs; `never` without any. */
export type Registered = Register[keyof Register]

type MapOf<C> = C extends CatalogTypes<infer Codes> ? NonNullable<Codes> : never
// Not `keyof M & string`: the compiler expands that intersection for each of 2,000 codes.
type KeysOf<M> = M extends unknown ? keyof M extends infer K extends string ? K : never : never
type MemberOf<M, K extends string> = K extends unknown ? M extends { readonly [N in K]: infer D } ? D : never : never

/** Every code of the registered catalogs, or of catalog `C`. */
export type Code<C = Registered> = [C] extends [never] ? string : KeysOf<MapOf<C>>

/** The details of a code. */
export type DetailsOf<K extends string, C = Registered> = [C] extends [never] ? Readonly<Record<string, unknown>> : MemberOf<MapOf<C>, K>

/**
 * A known code. For an unknown code it is a type whose text names the nearest codes, which the compiler shows.
 *
 * While the user is typing, `K` is `string`, and editors complete all codes.
 */
export type KnownCode<K extends string, C = Registered> = string extends K
  ? Code<C>
  : K extends Code<C> ? K : { readonly error: Complaint<K, Nearest<K, Code<C>>> }

type Complaint<K extends string, Near extends string> = [Near] extends [never]
  ? `There is no code "${K}".`
  : `There is no code "${K}": did you mean "${Near}"?`

/** The codes that share the longest prefix with a text. */
type Nearest<K extends string, Codes extends string, Start extends string = '', Best extends string = never> =
  K extends `${infer Next}${infer Rest}`
    ? [Extract<Codes, `${Start}${Next}${string}`>] extends [infer Near extends string]
        ? [Near] extends [never] ? Best : Nearest<Rest, Near, `${Start}${Next}`, Near>
        : never
    : Best

/** The arguments after a code: required, optional or no details, then the options. */
export type FailArgs<K extends string, Options, C = Registered> = [C] extends [never]
  ? Loose<Options>
  : ArgsOf<MemberOf<MapOf<C>, K>, Options>

type Loose<Options> = [details?: unknown, options?: Options]

// If two catalogs have the code, accept the details of either: `D extends unknown` distributes over them.
// For an unknown code, report the code, not its arguments.
type ArgsOf<D, Options> = [D] extends [never] ? Loose<Options> : D extends unknown
  ? [keyof D] extends [never]
      ? [details?: undefined, options?: Options]
      : {} extends D ? [details?: D | undefined, options?: Options] : [details: D, options?: Options]
  : never
