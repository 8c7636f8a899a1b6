import type { Outcome } from '../../tour/outcome.ts'
import { access } from './outcomes/access.ts'
import { requests } from './outcomes/requests.ts'
import { resources } from './outcomes/resources.ts'

export const common = () => ({ 'x-api-key': 'cards_test_key' })

export const outcomes: readonly Outcome[] = [...access, ...resources, ...requests]
