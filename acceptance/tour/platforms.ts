import { common as billingHeaders, outcomes as billing } from '../platforms/billing/outcomes.ts'
import { common as cardsHeaders, outcomes as cards } from '../platforms/cards/outcomes.ts'
import { common as kycHeaders, outcomes as kyc } from '../platforms/kyc/outcomes.ts'
import { common as merchantHeaders, outcomes as merchant } from '../platforms/merchant/outcomes.ts'
import { common as settlementHeaders, outcomes as settlement } from '../platforms/settlement/outcomes.ts'
import type { Outcome } from './outcome.ts'

/** What a platform shows on the tour. */
export interface Platform {
  readonly outcomes: readonly Outcome[]
  /** The headers that its client sends with each request. */
  readonly common: () => Readonly<Record<string, string>>
}

/** By the name of the catalog, in the order of the tour. */
export const platforms: Readonly<Record<string, Platform>> = {
  kyc: { outcomes: kyc, common: kycHeaders },
  billing: { outcomes: billing, common: billingHeaders },
  settlement: { outcomes: settlement, common: settlementHeaders },
  merchant: { outcomes: merchant, common: merchantHeaders },
  cards: { outcomes: cards, common: cardsHeaders }
}
