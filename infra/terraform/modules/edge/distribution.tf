data "aws_cloudfront_cache_policy" "none" {
  name = "Managed-CachingDisabled"
}

# Everything the viewer sent, Host and the headers of WebSockets among it.
data "aws_cloudfront_origin_request_policy" "all" {
  name = "Managed-AllViewer"
}

# Answers depend on who asks: nothing is kept here. Upgrades of /graphql pass, since CloudFront forwards what the origin accepts.
resource "aws_cloudfront_distribution" "this" {
  comment         = "API of ${var.name}"
  enabled         = true
  is_ipv6_enabled = true
  # Browsers open WebSockets over HTTP/1.1 beside these.
  http_version = "http2and3"
  aliases      = [local.host]
  price_class  = "PriceClass_All"
  web_acl_id   = var.firewall_arn

  origin {
    origin_id   = "ingress"
    domain_name = local.origin
    custom_header {
      name  = local.origin_header
      value = var.origin_keys[0]
    }
    custom_origin_config {
      http_port  = 80
      https_port = 443
      # The origin's certificate has the viewers' name: CloudFront passes that on as Host, and compares with it.
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
      # Longer than the router's own deadline of 15 s; shorter than the load balancer keeps a connection.
      origin_read_timeout      = 30
      origin_keepalive_timeout = 30
    }
  }

  default_cache_behavior {
    target_origin_id         = "ingress"
    viewer_protocol_policy   = "https-only"
    allowed_methods          = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods           = ["GET", "HEAD"]
    cache_policy_id          = data.aws_cloudfront_cache_policy.none.id
    origin_request_policy_id = data.aws_cloudfront_origin_request_policy.all.id
    compress                 = false
  }

  restrictions {
    geo_restriction { restriction_type = "none" }
  }

  viewer_certificate {
    acm_certificate_arn      = var.certificates.viewers
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}
