# Bodies are not judged by AWS' patterns: lessons and answers hold code, markup and addresses, and the router has its own
# limits on size, depth and cost. Headers, paths and senders are.
locals {
  managed_rules = {
    AWSManagedRulesAmazonIpReputationList = { priority = 10, only_counted = [] }
    AWSManagedRulesCommonRuleSet = {
      priority = 20
      only_counted = [
        "SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "EC2MetaDataSSRF_BODY",
        # A program of a partner need not say what it is.
        "NoUserAgent_HEADER",
        # Persisted queries by GET carry their variables in the address.
        "SizeRestrictions_QUERYSTRING", "CrossSiteScripting_QUERYARGUMENTS", "GenericRFI_QUERYARGUMENTS",
        "GenericLFI_QUERYARGUMENTS", "EC2MetaDataSSRF_QUERYARGUMENTS",
      ]
    }
    AWSManagedRulesKnownBadInputsRuleSet = {
      priority     = 30
      only_counted = ["Log4JRCE_BODY", "JavaDeserializationRCE_BODY"]
    }
  }
}

resource "aws_wafv2_web_acl" "this" {
  name        = var.name
  description = "Before the API"
  scope       = "CLOUDFRONT"

  default_action {
    allow {}
  }

  # A socket is one GET, and after a rollout a whole school opens them again at once: the router counts those. Everything else
  # is counted here, also what only claims to be an upgrade.
  rule {
    name     = "requests-per-address"
    priority = 0
    action {
      block {
        custom_response { response_code = 429 }
      }
    }
    statement {
      rate_based_statement {
        limit                 = var.requests_per_address
        evaluation_window_sec = 300
        aggregate_key_type    = "IP"
        scope_down_statement {
          not_statement {
            statement {
              and_statement {
                dynamic "statement" {
                  for_each = {
                    method  = "GET"
                    path    = "/graphql"
                    upgrade = "websocket"
                  }
                  content {
                    byte_match_statement {
                      positional_constraint = "EXACTLY"
                      search_string         = statement.value
                      field_to_match {
                        dynamic "method" {
                          for_each = statement.key == "method" ? [true] : []
                          content {}
                        }
                        dynamic "uri_path" {
                          for_each = statement.key == "path" ? [true] : []
                          content {}
                        }
                        dynamic "single_header" {
                          for_each = statement.key == "upgrade" ? [true] : []
                          content { name = "upgrade" }
                        }
                      }
                      text_transformation {
                        priority = 0
                        type     = statement.key == "upgrade" ? "LOWERCASE" : "NONE"
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
      metric_name                = "requests-per-address"
    }
  }

  dynamic "rule" {
    for_each = local.managed_rules
    content {
      name     = rule.key
      priority = rule.value.priority
      override_action {
        none {}
      }
      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key
          dynamic "rule_action_override" {
            for_each = rule.value.only_counted
            content {
              name = rule_action_override.value
              action_to_use {
                count {}
              }
            }
          }
        }
      }
      visibility_config {
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = true
        metric_name                = rule.key
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
    metric_name                = var.name
  }
}

# Who asked, and what was refused. Firewalls write to log groups of this prefix alone.
resource "aws_cloudwatch_log_group" "firewall" {
  name              = "aws-waf-logs-${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arn
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [aws_cloudwatch_log_group.firewall.arn]
  dynamic "redacted_fields" {
    for_each = ["authorization", "cookie", "x-api-key"]
    content {
      single_header { name = redacted_fields.value }
    }
  }
}
