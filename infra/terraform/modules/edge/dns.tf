locals {
  host   = "api.${var.domain}"
  origin = "origin.${var.domain}"
}

resource "aws_route53_record" "viewers" {
  for_each = toset(["A", "AAAA"])
  zone_id  = var.zone_id
  name     = local.host
  type     = each.value
  alias {
    name                   = aws_cloudfront_distribution.this.domain_name
    zone_id                = aws_cloudfront_distribution.this.hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "origin" {
  zone_id = var.zone_id
  name    = local.origin
  type    = "A"
  alias {
    name                   = aws_lb.this.dns_name
    zone_id                = aws_lb.this.zone_id
    evaluate_target_health = true
  }
}
