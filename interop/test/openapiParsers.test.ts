import SwaggerParser from '@apidevtools/swagger-parser'
import { validate as validateByReadme } from '@readme/openapi-parser'
import { validate as validateByScalar } from '@scalar/openapi-parser'
import t from 'tap'
import { documentOf, envelopes } from './openapiDocuments.ts'

for (const envelope of envelopes) {
  for (const version of ['3.0.3', '3.1.0']) {
    t.test(`three parsers accept the document of ${envelope}, OpenAPI ${version}`, async t => {
      const document = await documentOf(version, envelope)
      // Each parser may change its input.
      await t.resolves(SwaggerParser.validate(structuredClone(document) as never), '@apidevtools/swagger-parser')
      t.match(await validateByReadme(structuredClone(document) as never), { valid: true }, '@readme/openapi-parser')
      t.match(await validateByScalar(structuredClone(document)), { valid: true }, '@scalar/openapi-parser')
    })
  }
}

t.test('the parsers reject a document with an unresolved reference', async t => {
  const document = await documentOf('3.1.0', 'nested')
  const { schemas } = document['components'] as { schemas: Record<string, unknown> }
  delete schemas['NotFoundError']
  await t.rejects(SwaggerParser.validate(structuredClone(document) as never))
  await t.rejects(async () => {
    const { valid } = await validateByReadme(structuredClone(document) as never)
    if (!valid) throw new Error('invalid')
  })
  t.match(await validateByScalar(structuredClone(document)), { valid: false })
})
