import AjvCompiler from '@fastify/ajv-compiler'
import { _, Name, type Ajv, type CodeKeywordDefinition } from 'ajv'
import type { BuildValidator } from './userCompiler.ts'
import { kStop, kUnknownMember } from './collectingKeywords.ts'

/** An Ajv instance with the user's plugins, as Fastify creates it. */
export const createCompiler: () => BuildValidator = () => AjvCompiler() as unknown as BuildValidator

/** Add the keywords of a schema that collects all errors of a value. */
export function addKeywords (ajv: Ajv) {
  ajv.addKeyword(stop).addKeyword(unknownMember)
}

const [errors, vErrors] = [new Name('errors'), new Name('vErrors')]

/** End the generated function with the errors found so far, once their number reaches the limit. */
const stop: CodeKeywordDefinition = {
  keyword: kStop,
  schemaType: 'number',
  code ({ gen, it, schema }) {
    gen.if(_`${errors} >= ${schema as number}`, () => gen.code(_`${it.validateName}.errors = ${vErrors}`).return(_`false`))
  }
}

/** A member that `additionalProperties: false` forbids: Ajv itself would report every one of them. */
const unknownMember: CodeKeywordDefinition = {
  keyword: kUnknownMember,
  schemaType: 'boolean',
  code (context) {
    context.error()
  }
}
