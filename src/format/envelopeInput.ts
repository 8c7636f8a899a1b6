import { anyObject, array, object, oneOf, string, type TypeOf } from './shape.ts'

const template = anyObject({ errorMessage: 'must be a template: a mapping' })
const texts = array(string({ errorMessage: 'must be a text' }), { errorMessage: 'must be a list of names' })
const variant = object({ error: template }, {
  when: object({}, {
    class: oneOf(['4xx', '5xx'], { errorMessage: 'must be 4xx or 5xx' }),
    codes: texts,
    roles: texts
  }, { minProperties: 1, errorMessage: 'must be a mapping with class, codes or roles' })
}, { errorMessage: 'must be a mapping with when and error' })

/** An envelope as written under `envelopes`; `parseNode` reads its templates. */
export const EnvelopeInput = object({}, {
  contentType: string({ minLength: 1, errorMessage: 'must be a media type' }),
  error: template,
  variants: array(variant, { minItems: 1, errorMessage: 'must be a list of variants' }),
  success: template
}, { errorMessage: 'must be a mapping with error or variants' })

export type EnvelopeInput = TypeOf<typeof EnvelopeInput>
