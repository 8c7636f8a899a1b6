declare const kType: unique symbol

/** A JSON Schema of the keywords that `check` knows. `T` is the type of the values it describes. */
export interface Shape<T = unknown> {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array'
  readonly const?: unknown
  readonly enum?: readonly string[]
  readonly anyOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly additionalProperties?: false | Shape
  readonly minProperties?: number
  readonly items?: Shape
  readonly minItems?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  /** The end of the message that `check` reports, such as "must be an object"; editors show it too. */
  readonly errorMessage?: string
  readonly description?: string
  readonly examples?: readonly string[]
  readonly propertyNames?: { readonly pattern: string }
  readonly [kType]?: T
}

/** The type of the values that a shape describes. */
export type TypeOf<S> = S extends Shape<infer T> ? T : never

type Shapes = Readonly<Record<string, Shape>>

type Members<R, O> = { [K in keyof R]: TypeOf<R[K]> } & { [K in keyof O]?: TypeOf<O[K]> }
type Flat<T> = { [K in keyof T]: T[K] }

type Keywords = Omit<Shape, typeof kType>

export const string = (keywords: Keywords): Shape<string> => ({ type: 'string', ...keywords })
export const boolean = (keywords: Keywords): Shape<boolean> => ({ type: 'boolean', ...keywords })
export const number = (keywords: Keywords): Shape<number> => ({ type: 'number', ...keywords })
export const integer = (keywords: Keywords): Shape<number> => ({ type: 'integer', ...keywords })
export const literal = <const T>(value: T): Shape<T> => ({ const: value })
export const oneOf = <const T extends string>(names: readonly T[], keywords: Keywords): Shape<T> => ({ enum: names, ...keywords })
export const union = <S extends Shape>(shapes: readonly S[], keywords: Keywords): Shape<TypeOf<S>> => ({ anyOf: shapes, ...keywords })
/** Read-only, so that a list `as const` fits. */
export const array = <T>(items: Shape<T>, keywords: Keywords): Shape<readonly T[]> => ({ type: 'array', items, ...keywords })
export const map = <T>(value: Shape<T>, keywords: Keywords): Shape<Record<string, T>> => ({
  type: 'object',
  additionalProperties: value,
  ...keywords
})
/** Any object: another function checks its content. */
export const anyObject = (keywords: Keywords): Shape<Record<string, unknown>> => ({ type: 'object', ...keywords })

type ObjectShape<R, O> = Shape<Flat<Members<R, O>>> & { readonly properties: Shapes }

/** An object with these members and no others. */
export function object<R extends Shapes, O extends Shapes> (required: R, optional: O, keywords: Keywords): ObjectShape<R, O> {
  const names = Object.keys(required)
  return {
    type: 'object',
    properties: { ...required, ...optional },
    ...names.length === 0 ? {} : { required: names },
    additionalProperties: false,
    ...keywords
  }
}
