variable "name" {
  description = "Name of the cluster."
  type        = string
}

variable "kubernetes_version" {
  description = "Version of Kubernetes, such as 1.34."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of nodes, and of the API's private addresses."
  type        = list(string)
}

variable "public_access_cidrs" {
  description = "Who may reach the cluster's API from outside the VPC; with none it has no public address."
  type        = list(string)
  validation {
    condition     = alltrue([for cidr in var.public_access_cidrs : tonumber(split("/", cidr)[1]) >= 16])
    error_message = "Ranges of yours: none may be wider than /16."
  }
}

variable "administrators" {
  description = "ARNs of IAM roles that administer the cluster."
  type        = set(string)
  validation {
    condition     = length(var.administrators) > 0
    error_message = "Without an administrator nobody can deploy."
  }
}

variable "on_demand" {
  description = "Nodes that stay: machines, fewest, most."
  type        = object({ instance_types = list(string), min = number, max = number })
  validation {
    condition     = var.on_demand.min >= 2 && var.on_demand.max >= var.on_demand.min
    error_message = "Two pods of a service on one node fall together: at least two nodes."
  }
}

variable "spot" {
  description = "Nodes that may be taken away: machines, fewest, most."
  type        = object({ instance_types = list(string), min = number, max = number })
  validation {
    condition     = length(var.spot.instance_types) >= 3
    error_message = "Spot machines of one kind are all taken away at once: name at least three kinds."
  }
}

variable "key_arn" {
  description = "KMS key of Kubernetes' secrets, of volumes and logs."
  type        = string
}

variable "log_retention_days" {
  description = "How long the control plane's logs are kept, its audit log among them."
  type        = number
}
