import type { Kind } from './ajv.ts'

const strictCompilers = new WeakSet<object>()
const strictValidators = new WeakMap<object, Kind>()
const schemasOfUserCompilers = new WeakSet<object>()

export function markStrictCompiler (compile: object) {
  strictCompilers.add(compile)
}

/** Whether the mode `strict` set the compiler of a route. */
export function isStrictCompiler (compile: unknown): boolean {
  return strictCompilers.has(compile as object)
}

export function markStrictValidator (validate: object, kind: Kind) {
  strictValidators.set(validate, kind)
}

/** What a validator of the mode `strict` converts: undefined for other validators. */
export function strictKindOf (validate: object): Kind | undefined {
  return strictValidators.get(validate)
}

/** Note that the route with these schemas has its own `validatorCompiler`. */
export function markUserCompiler (schemas: object) {
  schemasOfUserCompilers.add(schemas)
}

/** Whether a route with these schemas has its own `validatorCompiler`. */
export function hasUserCompiler (schemas: object | undefined): boolean {
  return schemas !== undefined && schemasOfUserCompilers.has(schemas)
}
