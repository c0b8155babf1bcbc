// Command kubernetes reads manifests from standard input as the API server would with strict validation of fields: a field that
// the API's types do not know, or that stands twice, is an error.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
)

func main() {
	scheme := runtime.NewScheme()
	err := errors.Join(batch.AddToScheme(scheme), core.AddToScheme(scheme))
	if err == nil {
		err = read(scheme)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(scheme *runtime.Scheme) error {
	decoder := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
	documents := yaml.NewYAMLReader(bufio.NewReader(os.Stdin))
	for {
		text, err := documents.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		object, kind, err := decoder.Decode(text, nil, nil)
		if err != nil {
			return err
		}
		fmt.Printf("%s %T\n", kind, object)
	}
}
