export { countFailures, type CountOptions, type PrometheusClient } from './telemetry/countFailures.ts'
export { dropExpected, type DropExpected } from './telemetry/dropExpected.ts'
export { instrumentFailures, type OpenTelemetryApi } from './telemetry/instrumentFailures.ts'
export { sentryOptions, type SentrySdk } from './telemetry/sentryOptions.ts'
