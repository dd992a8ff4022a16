// Whether the process of this image serves. In Kubernetes the kubelet asks by itself.
const { SERVICE_NAME = '', HEALTH_PORT } = process.env
const port = process.env[`${SERVICE_NAME.toUpperCase().replaceAll('-', '_')}_PORT`] || HEALTH_PORT
const answer = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(2_500) }).catch(() => null)
process.exit(answer?.ok ? 0 : 1)
