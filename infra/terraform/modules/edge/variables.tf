variable "name" {
  description = "Name of the load balancer, the firewall and the distribution."
  type        = string
}

variable "domain" {
  description = "Domain with a public zone; the API is at api.<domain>, the load balancer at origin.<domain>."
  type        = string
}

variable "zone_id" {
  description = "Zone of the domain."
  type        = string
}

variable "certificates" {
  description = "Certificates for api.<domain>: CloudFront's, of us-east-1, and the load balancer's, of its region."
  type        = object({ viewers = string, origin = string })
}

variable "firewall_arn" {
  description = "Firewall before CloudFront."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the load balancer."
  type        = string
}

variable "subnet_ids" {
  description = "Public subnets of the load balancer."
  type        = list(string)
}

variable "node_security_group_id" {
  description = "Security group of the nodes, opened to the load balancer."
  type        = string
}

variable "autoscaling_groups" {
  description = "Autoscaling groups whose nodes are targets."
  type        = map(string)
}

variable "ingress_node_port" {
  description = "Port of every node at which the ingress controller takes HTTPS: infra/helm/nginx-ingress-aws.yaml."
  type        = number
  default     = 30443
  validation {
    condition     = var.ingress_node_port >= 30000 && var.ingress_node_port <= 32767
    error_message = "Kubernetes gives ports of nodes from 30000 to 32767."
  }
}

variable "origin_keys" {
  description = "By which the load balancer knows CloudFront: the first is sent, all are accepted."
  type        = list(string)
  sensitive   = true
}

variable "logs_bucket" {
  description = "Bucket of access logs."
  type        = string
}
