{{/* Arguments: values, defaults, key. A threshold of the rules, as a JSON list of one. */}}
{{- define "deadbeat.thresholdValue" -}}
{{- $value := .values -}}
{{- range splitList "." .key -}}
{{- $value = index (default dict $value) . -}}
{{- end -}}
{{- toJson (list (ternary (get .defaults .key) $value (kindIs "invalid" $value))) -}}
{{- end -}}

{{/* Whole seconds of a duration such as 1h30m. */}}
{{- define "deadbeat.seconds" -}}
{{- $seconds := 0 -}}
{{- range regexFindAll "[0-9]+(ms|[wdhms])" . -1 -}}
{{- $unit := index (dict "w" 604800 "d" 86400 "h" 3600 "m" 60 "s" 1 "ms" 0) (regexFind "[a-z]+" .) -}}
{{- $seconds = add $seconds (mul $unit (int64 (regexFind "[0-9]+" .))) -}}
{{- end -}}
{{- $seconds -}}
{{- end -}}

{{/* Seconds, as a duration such as 1h30m. */}}
{{- define "deadbeat.duration" -}}
{{- $seconds := int64 . -}}
{{- $parts := list (div $seconds 3600) (mod (div $seconds 60) 60) (mod $seconds 60) -}}
{{- $text := "" -}}
{{- range $index, $unit := list "h" "m" "s" -}}
{{- with index $parts $index }}{{ $text = printf "%s%d%s" $text . $unit }}{{ end -}}
{{- end -}}
{{- default "0s" $text -}}
{{- end -}}

{{/* Arguments: place, values, defaults. What a place in the rules says: see deploy/helm/rule-template.ts. */}}
{{- define "deadbeat.threshold" -}}
{{- $read := list -}}
{{- range .place.keys -}}
{{- $read = append $read (include "deadbeat.thresholdValue" (dict "values" $.values "defaults" $.defaults "key" .) | fromJsonArray | first) -}}
{{- end -}}
{{- $one := first $read -}}
{{- $other := last $read -}}
{{- if eq .place.form "given" -}}
{{- ternary $one (toJson $one) (kindIs "string" $one) -}}
{{- else if eq .place.form "seconds" -}}
{{- add (mul (include "deadbeat.seconds" $one) (int (default 1 .place.times))) (int (default 0 .place.plus)) -}}
{{- else if eq .place.form "sum" -}}
{{- include "deadbeat.duration" (add (include "deadbeat.seconds" $one) (include "deadbeat.seconds" $other)) -}}
{{- else if eq .place.form "difference" -}}
{{- sub (include "deadbeat.seconds" $one) (include "deadbeat.seconds" $other) -}}
{{- else if eq .place.form "product" -}}
{{- toJson (round (mulf $one $other) 9) -}}
{{- else if eq .place.form "percent" -}}
{{- toJson (round (mulf $one 100) 9) -}}
{{- end -}}
{{- end -}}
