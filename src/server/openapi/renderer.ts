import type { versionOf } from '../../render/openapi/dialect.ts'
import type { addErrorResponses } from '../../render/openapi/document.ts'

/** The function that finishes a document. */
export interface Renderer {
  readonly addErrorResponses: typeof addErrorResponses
  readonly versionOf: typeof versionOf
  readonly toYaml: (document: object) => string
}

let renderer: Renderer | undefined

/** Load the renderer. Only servers that have a document need it. */
export async function loadRenderer () {
  const [document, dialect, { stringify }] =
    await Promise.all([import('../../render/openapi/document.ts'), import('../../render/openapi/dialect.ts'), import('yaml')])
  // The same reference as in @fastify/swagger (lib/spec/openapi/index.js), but without YAML anchors for shared parts.
  const toYaml = (document: object) => stringify(document, { strict: false, aliasDuplicateObjects: false, compat: 'yaml-1.1' })
  renderer = { ...document, ...dialect, toYaml }
}

/** @throws in hooks of onReady that run before the one of this package. */
export function requireRenderer (): Renderer {
  if (renderer === undefined) {
    throw new Error(
      'app.swagger() was called before the errors of the routes are known: call it after app.ready(), not in a hook of onReady'
    )
  }
  return renderer
}
