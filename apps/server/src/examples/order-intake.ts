import type { WorkflowDocument } from '@millrace/machine';

const CUSTOMER_URL = "{% $states.context.Millrace.BaseUrl & '/demo/customers/' & $states.input.body.customerId %}";

/** The workflow that a fresh installation begins with: an order arrives, is priced, and is answered. */
export const orderIntake: WorkflowDocument = {
  millrace: 1,
  name: 'order-intake',
  title: 'Order intake',
  description: 'Looks up the customer of an order, prices it, and says at once whether somebody must approve it.',
  triggers: { orders: { type: 'webhook', path: 'orders', methods: ['POST'], respond: 'result' } },
  connectors: { core: '1.0.0', http: '1.0.0' },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Look up customer',
    States: {
      'Look up customer': {
        Type: 'Task',
        Resource: 'connector:http/request',
        Arguments: { method: 'GET', url: CUSTOMER_URL },
        Assign: { customer: '{% $states.result.body %}', order: '{% $states.input.body %}' },
        Retry: [{ ErrorEquals: ['Connector.Retryable'], MaxAttempts: 3, IntervalSeconds: 1, BackoffRate: 2 }],
        Catch: [
          {
            ErrorEquals: ['Connector.Fatal'],
            Assign: { order: '{% $states.input.body %}' },
            Next: 'Answer: unknown customer',
          },
        ],
        Next: 'Price order',
      },
      'Price order': {
        Type: 'Pass',
        Assign: {
          pricing:
            "{% ($sum := $sum($order.items.(quantity * price)); $rate := $customer.tier = 'gold' ? 0.1 : $customer.tier = 'silver' ? 0.05 : 0; { 'subtotal': $round($sum, 2), 'discount': $round($sum * $rate, 2), 'total': $round($sum * (1 - $rate), 2) }) %}",
        },
        Next: 'Needs approval?',
      },
      'Needs approval?': {
        Type: 'Choice',
        Choices: [{ Condition: '{% $pricing.total > $customer.creditLimit %}', Next: 'Answer: needs approval' }],
        Default: 'Answer: confirmed',
      },
      'Answer: needs approval': {
        Type: 'Task',
        Resource: 'connector:core/respond',
        Arguments: {
          status: 202,
          body: {
            status: 'needs_approval',
            orderId: '{% $order.id %}',
            customer: '{% $customer.name %}',
            total: '{% $pricing.total %}',
            creditLimit: '{% $customer.creditLimit %}',
          },
        },
        End: true,
      },
      'Answer: confirmed': {
        Type: 'Task',
        Resource: 'connector:core/respond',
        Arguments: {
          status: 200,
          body: {
            status: 'confirmed',
            orderId: '{% $order.id %}',
            customer: '{% $customer.name %}',
            discount: '{% $pricing.discount %}',
            total: '{% $pricing.total %}',
          },
        },
        End: true,
      },
      'Answer: unknown customer': {
        Type: 'Task',
        Resource: 'connector:core/respond',
        Arguments: {
          status: 422,
          body: {
            status: 'refused',
            reason: "{% 'There is no customer ' & $string($order.customerId) & '.' %}",
          },
        },
        End: true,
      },
    },
  },
};

/** An order for the example, as its callers send it. */
export const EXAMPLE_ORDER = {
  id: 'A-1042',
  customerId: 'c-100',
  items: [{ sku: 'BOOK-7', quantity: 2, price: 24.9 }],
};
