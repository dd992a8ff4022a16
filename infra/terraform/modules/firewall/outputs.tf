output "arn" {
  description = "ARN of the firewall, for CloudFront."
  value       = aws_wafv2_web_acl.this.arn
}
