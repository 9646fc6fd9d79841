{{- define "deadbeat.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Pods are named after it, with a suffix for the replica and the ordinal: 63 characters less "-b" and "-10". */}}
{{- define "deadbeat.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "deadbeat.selectorLabels" -}}
app.kubernetes.io/name: {{ include "deadbeat.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "deadbeat.labels" -}}
{{ include "deadbeat.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: deadbeat
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Arguments: context, labels, annotations. The metadata of a resource besides its name and namespace. */}}
{{- define "deadbeat.metadata" -}}
{{- $labels := merge (include "deadbeat.labels" .context | fromYaml) (deepCopy (default dict .labels)) -}}
{{- $annotations := merge (deepCopy (default dict .annotations)) .context.Values.commonAnnotations -}}
labels:
  {{- toYaml $labels | nindent 2 }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "deadbeat.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "deadbeat.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "deadbeat.image" -}}
{{- $registry := default .Values.image.registry .Values.global.imageRegistry -}}
{{- $repository := .Values.image.repository -}}
{{- $image := ternary $repository (printf "%s/%s" $registry $repository) (empty $registry) -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $image .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $image (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "deadbeat.imagePullSecrets" -}}
{{- with concat .Values.global.imagePullSecrets .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Arguments of the program: one list, as YAML. */}}
{{- define "deadbeat.args" -}}
{{- $v := .Values -}}
- collect
- --listen={{ $v.web.listenAddress }}:9810
- --health-listen={{ $v.web.listenAddress }}:9811
- --state-file={{ ternary "/var/lib/deadbeat/deadbeat-state" "none" $v.persistence.enabled }}
- --shard=auto/{{ int $v.shards }}
{{- if $v.temporal.profiles }}
{{- range $v.temporal.profiles }}
- {{ printf "--profile=%s" . | quote }}
{{- end }}
{{- else }}
{{- with $v.temporal.address }}
- {{ printf "--address=%s" . | quote }}
{{- end }}
{{- range $v.temporal.namespaces }}
- {{ printf "--namespace=%s" . | quote }}
{{- end }}
{{- end }}
{{- with $v.temporal.apiKey.existingSecret }}
- --api-key-file=/etc/deadbeat/api-key/{{ $v.temporal.apiKey.key }}
{{- end }}
{{- with $v.web.config.existingSecret }}
- --web-config-file=/etc/deadbeat/web/{{ $v.web.config.key }}
{{- end }}
{{- with $v.web.externalUrl }}
- {{ printf "--web-external-url=%s" . | quote }}
{{- end }}
{{- if $v.owners }}
- --owners-file=/etc/deadbeat/owners/owners.yml
{{- end }}
{{- $settings := deepCopy $v.settings }}
{{- if gt (int $v.shards) 1 }}
{{- /* Unless its feature gate MaxUnavailableStatefulSet is on, Kubernetes replaces pods one after the other. */}}
{{- $settings = merge $settings (dict "handover" (printf "%ds" (add 40 (mul 40 (int $v.shards))))) }}
{{- end }}
{{- range $name, $value := $settings }}
{{- $flag := printf "--%s" (kebabcase $name) -}}
{{- if kindIs "bool" $value }}
{{- if $value }}
- {{ $flag }}
{{- end }}
{{- else }}
{{- range (kindIs "slice" $value | ternary $value (list $value)) }}
{{- /* Numbers from values are floating point: 5000000 would print as 5e+06. */}}
- {{ printf "%s=%s" $flag (ternary (toJson .) (toString .) (kindIs "float64" .)) | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- with $v.extraArgs }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Connection settings that @temporalio/envconfig reads from the environment. */}}
{{- define "deadbeat.env" -}}
{{- $t := .Values.temporal -}}
{{- if $t.config.existingSecret }}
- name: TEMPORAL_CONFIG_FILE
  value: /etc/deadbeat/temporal/{{ $t.config.key }}
{{- end }}
{{- if $t.tls.enabled }}
- name: TEMPORAL_TLS
  value: "true"
{{- end }}
{{- if $t.tls.existingSecret }}
- name: TEMPORAL_TLS_CLIENT_CERT_PATH
  value: /etc/deadbeat/tls/tls.crt
- name: TEMPORAL_TLS_CLIENT_KEY_PATH
  value: /etc/deadbeat/tls/tls.key
{{- end }}
{{- if $t.tls.ca.existingSecret }}
- name: TEMPORAL_TLS_SERVER_CA_CERT_PATH
  value: /etc/deadbeat/ca/{{ $t.tls.ca.key }}
{{- end }}
{{- with $t.tls.serverName }}
- name: TEMPORAL_TLS_SERVER_NAME
  value: {{ . | quote }}
{{- end }}
{{- if $t.tls.disableHostVerification }}
- name: TEMPORAL_TLS_DISABLE_HOST_VERIFICATION
  value: "true"
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Secrets that are mounted: a list of name, secret. */}}
{{- define "deadbeat.mountedSecrets" -}}
{{- $v := .Values -}}
{{- with $v.temporal.config.existingSecret }}
- { name: temporal, secret: {{ . | quote }} }
{{- end }}
{{- with $v.temporal.apiKey.existingSecret }}
- { name: api-key, secret: {{ . | quote }} }
{{- end }}
{{- with $v.temporal.tls.existingSecret }}
- { name: tls, secret: {{ . | quote }} }
{{- end }}
{{- with $v.temporal.tls.ca.existingSecret }}
- { name: ca, secret: {{ . | quote }} }
{{- end }}
{{- with $v.web.config.existingSecret }}
- { name: web, secret: {{ . | quote }} }
{{- end }}
{{- with $v.web.tlsSecret }}
- { name: web-tls, secret: {{ . | quote }} }
{{- end }}
{{- end -}}

{{/* Combinations that the schema cannot exclude. */}}
{{- define "deadbeat.validate" -}}
{{- $v := .Values -}}
{{- if and $v.temporal.profiles (or $v.temporal.address $v.temporal.apiKey.existingSecret $v.temporal.tls.existingSecret) -}}
{{- fail "temporal.profiles: address, API key and certificates of each profile belong in temporal.toml; leave temporal.address, temporal.apiKey and temporal.tls empty" -}}
{{- end -}}
{{- if and $v.temporal.profiles (not $v.temporal.config.existingSecret) -}}
{{- fail "temporal.profiles: needs temporal.config.existingSecret, the Secret with the temporal.toml that holds them" -}}
{{- end -}}
{{- if not (or $v.temporal.address $v.temporal.config.existingSecret) -}}
{{- fail "temporal.address: set the host and port of your Temporal frontend, such as temporal-frontend.temporal:7233, or temporal.config.existingSecret" -}}
{{- end -}}
{{- if and $v.serviceMonitor.enabled $v.podMonitor.enabled -}}
{{- fail "serviceMonitor.enabled, podMonitor.enabled: both would scrape each pod twice; choose one" -}}
{{- end -}}
{{- if and $v.web.tlsSecret (not $v.web.config.existingSecret) -}}
{{- fail "web.tlsSecret: needs web.config.existingSecret, the Secret with the web configuration file that names the certificate" -}}
{{- end -}}
{{- if and $v.ingress.enabled (not $v.ingress.hosts) -}}
{{- fail "ingress.hosts: name at least one host" -}}
{{- end -}}
{{- if and $v.ingress.enabled (not $v.web.externalUrl) -}}
{{- range $v.ingress.hosts }}{{ range .paths }}{{ if ne .path "/" -}}
{{- fail (printf "ingress.hosts: the path %s needs web.externalUrl, the URL with that path at which users reach the page" .path) -}}
{{- end }}{{ end }}{{ end -}}
{{- end -}}
{{- range $name := list "serviceMonitor" "podMonitor" -}}
{{- $monitor := index $v $name -}}
{{- if $monitor.enabled -}}
{{- if and $v.web.tlsSecret (ne $monitor.scheme "https") -}}
{{- fail (printf "%s.scheme: with web.tlsSecret the metrics are served by https" $name) -}}
{{- end -}}
{{- if gt (int64 (include "deadbeat.seconds" $monitor.scrapeTimeout)) (int64 (include "deadbeat.seconds" $monitor.interval)) -}}
{{- fail (printf "%s.scrapeTimeout: %s is longer than the interval, %s" $name $monitor.scrapeTimeout $monitor.interval) -}}
{{- end -}}
{{- if and $v.prometheusRule.enabled (ne $monitor.job $v.prometheusRule.job) -}}
{{- fail (printf "prometheusRule.job: the rules would select %s, but %s sets %s" $v.prometheusRule.job $name $monitor.job) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $v.prometheusRule.rules $v.prometheusRule.thresholds -}}
{{- fail "prometheusRule.thresholds: prometheusRule.rules has its own; give one of them" -}}
{{- end -}}
{{- end -}}

{{/* Where people reach the page and the API. */}}
{{- define "deadbeat.url" -}}
{{- $scheme := ternary "http" "https" (empty .Values.web.tlsSecret) -}}
{{- default (printf "%s://%s.%s.svc:%v" $scheme (include "deadbeat.fullname" .) .Release.Namespace .Values.service.port) .Values.web.externalUrl -}}
{{- end }}
