{{/* Arguments: context, monitor (values). One endpoint of a ServiceMonitor or PodMonitor, without its port. */}}
{{- define "deadbeat.endpoint" -}}
path: /metrics
# Deadbeat's label `namespace` is Temporal's; without this it would become exported_namespace.
honorLabels: true
interval: {{ .monitor.interval }}
scrapeTimeout: {{ .monitor.scrapeTimeout }}
scheme: {{ .monitor.scheme }}
{{- with .monitor.tlsConfig }}
tlsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .monitor.basicAuth }}
basicAuth:
  {{- toYaml . | nindent 2 }}
{{- end }}
relabelings:
  - action: replace
    targetLabel: job
    replacement: {{ .monitor.job | quote }}
  {{- with .monitor.cluster }}
  - action: replace
    targetLabel: {{ $.context.Values.clusterLabel }}
    replacement: {{ . | quote }}
  {{- end }}
  {{- with .monitor.relabelings }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .monitor.metricRelabelings }}
metricRelabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
