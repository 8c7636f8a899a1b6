import { Type, type Static } from '@sinclair/typebox'

const closed = { additionalProperties: false } as const
const template = Type.Unsafe<Record<string, unknown>>(Type.Object({}, { errorMessage: 'must be a template: a mapping' }))
const texts = Type.Optional(Type.Array(Type.String({ errorMessage: 'must be a text' }), { errorMessage: 'must be a list of names' }))

/** A style as it stands under `envelopes`; its templates are read by `parseNode`. */
export const StyleInput = Type.Object({
  contentType: Type.Optional(Type.String({ minLength: 1, errorMessage: 'must be a media type' })),
  error: Type.Optional(template),
  variants: Type.Optional(Type.Array(Type.Object({
    when: Type.Optional(Type.Object({
      class: Type.Optional(Type.Union([Type.Literal('4xx'), Type.Literal('5xx')], { errorMessage: 'must be 4xx or 5xx' })),
      codes: texts,
      roles: texts
    }, { ...closed, minProperties: 1, errorMessage: 'must be a mapping with class, codes or roles' })),
    error: template
  }, { ...closed, errorMessage: 'must be a mapping with when and error' }), { minItems: 1, errorMessage: 'must be a list of variants' })),
  success: Type.Optional(template)
}, { ...closed, errorMessage: 'must be a mapping with error or variants' })

export type StyleInput = Static<typeof StyleInput>
