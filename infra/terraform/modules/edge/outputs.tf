output "host" {
  description = "Name of the API."
  value       = local.host
}

output "proxies" {
  description = "How many append to X-Forwarded-For: CloudFront, the load balancer, the ingress controller."
  value       = 3
}
