// Describes executions at a pace through a bare gRPC client, and prints the CPU microseconds per call of the whole process.
// Usage: describe-loop address executions perSecond seconds
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

func cpu() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	address, executions, perSecond, seconds := os.Args[1], number(os.Args[2]), number(os.Args[3]), number(os.Args[4])
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		panic(err)
	}
	client := workflowservice.NewWorkflowServiceClient(connection)
	calls := 0
	describeFor := func(seconds int) {
		var underWay sync.WaitGroup
		ticker := time.NewTicker(time.Second / time.Duration(perSecond))
		for end := time.Now().Add(time.Duration(seconds) * time.Second); time.Now().Before(end); calls++ {
			<-ticker.C
			execution := &commonpb.WorkflowExecution{WorkflowId: fmt.Sprintf("workflow-%d", calls%executions)}
			underWay.Add(1)
			go func() {
				defer underWay.Done()
				request := &workflowservice.DescribeWorkflowExecutionRequest{Namespace: "default", Execution: execution}
				if _, err := client.DescribeWorkflowExecution(context.Background(), request); err != nil {
					panic(err)
				}
			}()
		}
		ticker.Stop()
		underWay.Wait()
	}
	describeFor(3)
	before, callsBefore := cpu(), calls
	describeFor(seconds)
	fmt.Println((cpu() - before).Microseconds() / int64(calls-callsBefore))
}
